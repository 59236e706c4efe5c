import type { Page } from 'playwright-core';
import { useSystem } from './use-system';

const system = useSystem();
const WITH_WORKER = { serviceWorkers: 'allow' } as const;

/** Resolves once the page's service worker has cached everything and controls the page. */
const workerReady = (page: Page) =>
  page.evaluate(`navigator.serviceWorker.ready.then(
    () => navigator.serviceWorker.controller ??
      new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })),
  ).then(() => undefined)`);

system.it(
  'the page opens without a connection once it was open, with every view, and what was read last',
  async (page) => {
    const post = await system.blog.createPost('Read before');
    await system.blog.comment(post.id, 'kept for the way');
    await system.blog.settled();
    await page.goto('/');
    await workerReady(page);
    await page.reload();
    await page.getByRole('link', { name: 'Read before' }).click();
    await page.getByText('kept for the way').waitFor();
    await system.blog.page?.kill();
    await page.goto('/');
    await page.getByText('No connection').waitFor();
    await page.getByRole('link', { name: 'Read before' }).waitFor();
    await page.goto(`/posts/${post.id}`);
    await page.getByText('kept for the way').waitFor();
    for (const view of ['Bus', 'Topology', 'Time travel']) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    }
    await page.getByText('The log cannot be read right now').waitFor();
    await system.blog.page?.start();
    await page.getByRole('link', { name: 'Blog', exact: true }).click();
    await page.getByText('No connection').waitFor({ state: 'detached' });
    await page.getByText('Live', { exact: true }).waitFor();
  },
  WITH_WORKER,
);

system.it(
  'with a connection nothing is stale: a post that was just written is shown immediately',
  async (page) => {
    await page.goto('/');
    await workerReady(page);
    for (const title of ['Written first', 'Written next']) {
      await system.blog.createPost(title);
      await system.blog.settled();
      await page.goto('/');
      await page.getByRole('link', { name: title }).waitFor();
    }
    const kept = await page.evaluate<string[]>(
      'caches.keys().then((names) => names.map((name) => name.split(" ")[0]).sort())',
    );
    expect(kept).toEqual(['answers', 'shell']);
  },
  WITH_WORKER,
);
