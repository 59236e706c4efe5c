import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TcpProxy } from '../harness/tcp-proxy';
import { isMarked, mark } from './mark';
import { useSystem } from './use-system';

const LOG_COMMAND = resolve(__dirname, '../../event-bus/dist/log-command.js');
/** By then the page must notice that its stream is dead. */
const NOTICED_MS_MAX = 40_000;

const system = useSystem();

const runLog = (...args: string[]) =>
  execFileSync(process.execPath, [LOG_COMMAND, ...args], { stdio: 'ignore' });

system.it('a silently dropped connection is noticed, and the page continues', async (page) => {
  const proxy = await new TcpProxy(() => system.blog.page?.port as number).listen();
  try {
    await page.clock.install();
    await page.goto(proxy.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await mark(page);
    proxy.silence();
    await system.blog.createPost('Written in the silence');
    await page.clock.fastForward(NOTICED_MS_MAX);
    await page.getByRole('link', { name: 'Written in the silence' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await isMarked(page)).toBe(true);
  } finally {
    await proxy.close();
  }
});

system.it(
  'a post whose time is from another clock or zone is shown as it comes, in its place',
  async (page) => {
    await system.blog.createPost('By the clock here');
    await system.blog.settled();
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    for (const [id, time] of [
      ['odd-1', '2025-01-01T00:00:00Z'],
      ['odd-2', '2026-01-01T09:00:00+09:00'],
    ]) {
      const data = { id, title: `Odd clock ${id}`, version: 1 };
      const event = { specversion: '1.0', id, source: '/elsewhere', type: 'PostCreated', time, data };
      const { status } = await fetch(`${system.blog.url('event-bus')}/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/cloudevents+json' },
        body: JSON.stringify(event),
      });
      expect(status).toBe(201);
      await page.getByRole('link', { name: `Odd clock ${id}` }).waitFor();
    }
    const shown = await page.getByRole('article').getByRole('link').allTextContents();
    expect(shown.slice(0, 3)).toEqual(['Odd clock odd-2', 'Odd clock odd-1', 'By the clock here']);
  },
);

// Last, because it leaves the system with another log.
system.it('a page starts over by itself after an older backup was restored', async (page, openAnother) => {
  const { blog } = system;
  const { posts, comments, query, 'event-bus': bus } = blog.services;
  const folder = await mkdtemp(join(tmpdir(), 'backup-'));
  try {
    await blog.createPost('In the backup');
    await blog.settled();
    runLog('backup', '--to', join(folder, 'backup'), '--folder', bus.dataFolder);
    await blog.createPost('After the backup');
    await blog.settled();
    const travel = await openAnother();
    const events = await openAnother();
    await page.goto('/');
    await page.getByRole('link', { name: 'After the backup' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await travel.goto('/time-travel');
    await travel.getByRole('heading', { name: 'After the backup' }).waitFor();
    await events.goto('/bus');
    await events.getByRole('row').filter({ hasText: 'PostCreated' }).first().waitFor();
    for (const each of [page, travel, events]) await mark(each);

    for (const service of [posts, comments, query, bus]) {
      await service.kill();
      await service.deleteData();
    }
    runLog('restore', '--from', join(folder, 'backup'), '--folder', bus.dataFolder);
    for (const service of [bus, posts, comments]) await service.start();
    // Gives the log again an event at the position that the pages have read up to, with other content.
    for (let index = 0; index < 5; index += 1) await blog.createPost(`Of the other history ${index}`);
    await query.start();

    await page.getByRole('link', { name: 'Of the other history 4' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'After the backup' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'In the backup' }).count()).toBe(1);
    await travel.getByRole('heading', { name: 'Of the other history 4' }).waitFor();
    expect(await travel.getByText('After the backup').count()).toBe(0);
    const head = await blog.head();
    await events
      .getByRole('row')
      .filter({ hasText: String(head) })
      .first()
      .waitFor();
    await blog.createPost('Written since');
    await page.getByRole('link', { name: 'Written since' }).waitFor();
    await travel.getByRole('heading', { name: 'Written since' }).waitFor();
    for (const each of [page, travel, events]) expect(await isMarked(each)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
