import type { Page } from 'playwright-core';
import { isMarked, mark } from './mark';
import { useSystem } from './use-system';

const system = useSystem();

async function writePost(page: Page, title: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('New post').fill(title);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('link', { name: title }).waitFor();
}

async function comment(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your comment').fill(text);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: text }).waitFor();
}

const commentsWith = (page: Page, status: string) =>
  page.getByRole('listitem').filter({ has: page.locator(`[data-status=${status}]`) });

/** Chooses an item from the menu of a post, or of its only comment. */
async function choose(page: Page, what: 'post' | 'comment', item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for this ${what}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

system.it('a comment turns approved, or rejected with the reason, by itself', async (page) => {
  const post = await system.blog.createPost('Fruit');
  await page.goto(`/posts/${post.id}`);
  await mark(page);
  await comment(page, 'I like apples');
  await commentsWith(page, 'approved').filter({ hasText: 'I like apples' }).waitFor();
  await page.getByLabel('Your comment').fill('And an orange');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const rejected = commentsWith(page, 'rejected');
  await rejected.getByText('contains the blocked word "orange"').waitFor();
  await page.getByText('And an orange').waitFor({ state: 'detached' });
  expect(await isMarked(page)).toBe(true);
});

system.it('what is written in one window appears in another', async (page, openAnother) => {
  const other = await openAnother();
  await other.goto('/');
  await other.getByText('Live', { exact: true }).waitFor();
  await mark(other);
  await writePost(page, 'Seen in two windows');
  await other.getByRole('link', { name: 'Seen in two windows' }).click();
  await page.getByRole('link', { name: 'Seen in two windows' }).click();
  await comment(page, 'from one window to the other');
  await commentsWith(other, 'approved').filter({ hasText: 'from one window' }).waitFor();
  await choose(page, 'post', 'Edit');
  await page.getByLabel('Title').fill('Renamed in two windows');
  await page.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('heading', { name: 'Renamed in two windows' }).waitFor();
  // The stream can be faster than the answer: until the answer comes, the first button deletes the comment.
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
  await choose(page, 'post', 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await other.getByText('This post is unknown or was deleted.').waitFor();
  expect(await isMarked(other)).toBe(true);
});

system.it('two windows that edit one title lose neither', async (page, openAnother) => {
  const post = await system.blog.createPost('Edited twice');
  const other = await openAnother();
  for (const [window, title] of [
    [page, 'The first title'],
    [other, 'The second title'],
  ] as const) {
    await window.goto(`/posts/${post.id}`);
    await choose(window, 'post', 'Edit');
    await window.getByLabel('Title').fill(title);
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'The first title' }).waitFor();
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByText('It is “The first title” now').waitFor();
  expect(await other.getByLabel('Title').inputValue()).toBe('The second title');
  await other.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'The second title' }).waitFor();
});

system.it('ten comments wait while moderation is down, and turn once it is back', async (page) => {
  const { moderation } = system.blog.services;
  const post = await system.blog.createPost('Without moderation');
  await page.goto(`/posts/${post.id}`);
  await moderation.kill();
  await page.getByText('moderation is down').waitFor();
  for (let index = 0; index < 10; index += 1) await comment(page, `waiting comment ${index}`);
  expect(await commentsWith(page, 'pending').count()).toBe(10);
  await moderation.start();
  await commentsWith(page, 'approved').nth(9).waitFor();
  expect(await commentsWith(page, 'pending').count()).toBe(0);
  await page.getByText('moderation is down').waitFor({ state: 'detached' });
});

system.it(
  'a post that is written while the bus is down is kept, and reaches everyone once it is back',
  async (page, openAnother) => {
    const bus = system.blog.services['event-bus'];
    const other = await openAnother();
    await other.goto('/');
    await other.getByText('Live', { exact: true }).waitFor();
    await bus.kill();
    await page.goto('/');
    await page.getByText('event-bus is down').waitFor();
    await writePost(page, 'Kept in the outbox');
    const card = page.getByRole('article').filter({ hasText: 'Kept in the outbox' });
    await card.getByText('on its way').waitFor();
    await page.reload();
    await card.getByText('on its way').waitFor();
    await card.getByRole('link').click();
    await comment(page, 'kept as well');
    expect(await other.getByText('Kept in the outbox').count()).toBe(0);
    await bus.start();
    await other.getByRole('link', { name: 'Kept in the outbox' }).click();
    await commentsWith(other, 'approved').filter({ hasText: 'kept as well' }).waitFor();
    await commentsWith(page, 'approved').filter({ hasText: 'kept as well' }).waitFor();
    await page.getByText('on its way').first().waitFor({ state: 'detached' });
  },
);

system.it('a page survives a restart of query, and writing continues without it', async (page) => {
  const { query } = system.blog.services;
  const post = await system.blog.createPost('Through a restart');
  await page.goto(`/posts/${post.id}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await mark(page);
  await query.kill();
  await page.getByText('query is down').waitFor();
  await comment(page, 'written without query');
  await query.start();
  await commentsWith(page, 'approved').filter({ hasText: 'written without query' }).waitFor();
  await page.getByText('query is down').waitFor({ state: 'detached' });
  expect(await isMarked(page)).toBe(true);
});

system.it('a post that is opened while query is down is read from those who own it', async (page) => {
  const { query } = system.blog.services;
  const post = await system.blog.createPost('Owned by posts');
  await system.blog.comment(post.id, 'owned by comments');
  await system.blog.settled();
  await query.kill();
  await page.goto(`/posts/${post.id}`);
  await page.getByRole('heading', { name: 'Owned by posts' }).waitFor();
  await page.getByText('owned by comments').waitFor();
  await query.start();
  await page.getByText('Live', { exact: true }).waitFor();
});

system.it('nothing that is typed gets lost while a service is down', async (page) => {
  const { posts } = system.blog.services;
  await page.goto('/');
  await posts.kill();
  await page.getByText('posts is down').waitFor();
  await page.getByLabel('New post').fill('Typed with care');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('alert').filter({ hasText: 'What you typed is still here' }).waitFor();
  await page.reload();
  expect(await page.getByLabel('New post').inputValue()).toBe('Typed with care');
  await posts.start();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('link', { name: 'Typed with care' }).waitFor();
  expect(await page.getByLabel('New post').inputValue()).toBe('');
});

system.it(
  'a window in the background leaves the connections to those that are looked at',
  async (page, openAnother) => {
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    // Chromium treats every window of a test as visible, so the test simulates the change.
    const hide = `Object.defineProperty(document, 'visibilityState', { value: 'hidden' });`;
    for (let window = 0; window < 8; window += 1) {
      const other = await openAnother();
      await other.addInitScript(hide);
      await other.goto('/');
      await other.getByRole('heading', { name: 'Posts', exact: true }).waitFor();
    }
    await writePost(page, 'Among many windows');
  },
);

system.it('the list loads more as it is scrolled', async (page) => {
  for (let index = 0; index < 45; index += 1) await system.blog.createPost(`One of many ${index}`);
  await system.blog.settled();
  await page.goto('/');
  await page.getByRole('link', { name: 'One of many 44' }).waitFor();
  const oldest = page.getByRole('link', { name: 'One of many 0', exact: true });
  while ((await oldest.count()) === 0) {
    await page.mouse.wheel(0, 2_000);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  expect(await page.getByRole('link', { name: /^One of many/ }).count()).toBe(45);
});

system.it('a search finds an old comment, and leads to it and to what happened to its post', async (page) => {
  const post = await system.blog.createPost('Where it stands');
  const old = await system.blog.comment(post.id, 'The Pamplemousse of old');
  for (let index = 0; index < 120; index += 1) await system.blog.comment(post.id, `One of many ${index}`);
  await system.blog.settled();
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search posts and comments' }).fill('pamplemousse OLD');
  await page.waitForURL('**/?q=*');
  await page.getByText('Pamplemousse', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Where it stands' }).click();
  const found = page.getByRole('region', { name: 'The comment that was found' });
  await found.getByText('The Pamplemousse of old').waitFor();
  await found.getByRole('button', { name: 'Actions for this comment' }).click();
  await page.getByRole('menuitem', { name: 'Events on the bus' }).click();
  await page.waitForURL(`**/bus?subject=${old.id}`);
  await page.goBack();
  await found.getByRole('button', { name: 'Actions for this comment' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Edit' }).press('End');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/time-travel?post=${post.id}`);
  await page.getByRole('slider', { name: 'Events of this post' }).waitFor();
});

system.it('a post that was deleted leads to what happened to it', async (page) => {
  const post = await system.blog.createPost('Soon gone');
  await page.goto(`/posts/${post.id}`);
  await choose(page, 'post', 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Posts', exact: true }).waitFor();
  await system.blog.settled();
  await page.goto(`/posts/${post.id}`);
  await page.getByRole('link', { name: 'Travel through its history' }).click();
  await page.getByText('This post was deleted at this moment.').waitFor();
  await page.getByRole('button', { name: 'One event back' }).click();
  await page.getByRole('heading', { name: 'Soon gone' }).waitFor();
});

system.it(
  'nothing that people write is wider than a small phone, or paints over its neighbours',
  async (page) => {
    const marks = '\u0300\u0301\u0302\u0303'.repeat(7);
    const post = await system.blog.createPost(`Wide ${'wide'.repeat(40)}`);
    await system.blog.comment(post.id, `Stacked a${marks} ${'wide'.repeat(60)}`);
    await system.blog.comment(post.id, '\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd');
    await system.blog.settled();
    await page.setViewportSize({ width: 320, height: 640 });
    for (const path of [
      '/',
      `/posts/${post.id}`,
      '/?q=wide',
      '/time-travel',
      `/time-travel?post=${post.id}`,
    ]) {
      await page.goto(path);
      await page.getByText('wide').first().waitFor();
      expect(await page.evaluate<number>('document.scrollingElement.scrollWidth')).toBeLessThanOrEqual(320);
    }
    await page.goto(`/posts/${post.id}`);
    await page.getByText('Stacked').waitFor();
    const overflows = await page.evaluate<string[]>(
      '[...document.querySelectorAll("main [dir=auto]")].map((text) => getComputedStyle(text).overflowY)',
    );
    expect(overflows).toEqual(['clip', 'clip', 'clip']);
  },
);

// Last, because the services stop at a log they do not know.
system.it('a bus that begins a new log is shown as it is, and who stopped at it as well', async (page) => {
  const bus = system.blog.services['event-bus'];
  await system.blog.createPost('Of the old log');
  await system.blog.settled();
  await page.goto('/time-travel');
  await page.getByRole('heading', { name: 'Of the old log' }).waitFor();
  await bus.kill();
  await bus.deleteData();
  await bus.start();
  await page.getByText('Nothing has happened yet').waitFor();
  await page.getByText('posts is stuck').waitFor();
  await page.getByRole('link', { name: 'Topology' }).click();
  await page.getByRole('figure').getByText('head 0', { exact: true }).waitFor();
});
