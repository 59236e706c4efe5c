import type { Page } from 'playwright-core';
import { FakeService } from '../harness/fake-service';
import { useSystem } from './use-system';

const system = useSystem();
interface Request {
  readonly method?: string;
  readonly mode?: 'no-cors';
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
const PLAIN: Request = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } };

/** Another site: this machine, another port. */
let site: FakeService;
beforeAll(async () => {
  site = await new FakeService().listen();
  site.serve = (_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another site</title>');
  };
});
afterAll(() => site.close());

const openSite = (page: Page) => page.goto(`http://127.0.0.1:${site.port}/`);
/** Fetches from the open page; resolves with what the page can see of the answer. */
const fetchFrom = (page: Page, url: string, options: Request = {}) =>
  page.evaluate(
    ([to, how]) =>
      fetch(to, how).then(
        async (answer) => (answer.type === 'opaque' ? 'opaque' : answer.text()),
        () => 'refused',
      ),
    [url, options] as const,
  );
const moderation = async () =>
  (await system.blog.subscribers()).find(({ name }) => name === 'moderation')?.state;

system.it('a page of another site cannot read the log, at the bus or through the blog', async (page) => {
  await system.blog.createPost('A secret');
  await openSite(page);
  for (const base of [system.blog.url('event-bus'), `${system.blog.pageUrl}/api/event-bus`]) {
    expect(await fetchFrom(page, `${base}/events?limit=10`)).toBe('refused');
    const stream = page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const source = new EventSource(url);
          source.onopen = () => resolve('open');
          source.onerror = () => resolve('refused');
        }),
      `${base}/events`,
    );
    expect(await stream).toBe('refused');
  }
});

system.it('a page of another site cannot publish, nor pause moderation', async (page) => {
  await system.blog.settled();
  const before = (await system.blog.log()).length;
  await openSite(page);
  const body = JSON.stringify({ type: 'ForeignlyTold', data: {} });
  for (const base of [system.blog.url('event-bus'), `${system.blog.pageUrl}/api/event-bus`]) {
    expect(await fetchFrom(page, `${base}/events`, { ...PLAIN, body })).toBe('opaque');
    const json = { 'Content-Type': 'application/json' };
    expect(await fetchFrom(page, `${base}/events`, { method: 'POST', headers: json, body })).toBe('refused');
    expect(await fetchFrom(page, `${base}/subscriptions/moderation`, { method: 'DELETE' })).toBe('refused');
    const pause = `${base}/subscriptions/moderation/pause`;
    expect(await fetchFrom(page, pause, PLAIN)).toBe('opaque');
    const answered = page.waitForResponse(pause);
    await page.setContent(`<form method="post" action="${pause}"><button>Win</button></form>`);
    await page.getByRole('button').click();
    expect((await answered).status()).toBe(403);
    await openSite(page);
  }
  expect((await system.blog.log()).length).toBe(before);
  expect(await moderation()).toBe('active');
});

system.it('the blog itself can: its pages are its own site', async (page) => {
  await page.goto('/');
  const base = `${system.blog.pageUrl}/api/event-bus/subscriptions/moderation`;
  await fetchFrom(page, `${base}/pause`, { method: 'POST' });
  expect(await moderation()).toBe('paused');
  await fetchFrom(page, `${base}/resume`, { method: 'POST' });
  expect(await moderation()).not.toBe('paused');
});
