import type { Page } from 'playwright-core';
import { isMarked, mark } from './mark';
import { useSystem } from './use-system';

const system = useSystem();

const list = (page: Page) => page.getByRole('grid', { name: 'Events' });
const rowOf = (page: Page, subject: string, type: string) =>
  list(page).getByRole('row').filter({ hasText: subject }).filter({ hasText: type });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Open event' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Opens the list at its end, where the next event appears. */
async function openLive(page: Page): Promise<void> {
  await page.goto('/bus');
  await page.getByText('Live', { exact: true }).waitFor();
}

/** A post with a comment that everyone has heard of. */
async function writeComment(): Promise<{ postId: string; commentId: string }> {
  const { id: postId } = await system.blog.createPost('With a comment');
  const { id: commentId } = await system.blog.comment(postId, 'I like apples');
  await system.blog.settled();
  return { postId, commentId };
}

system.it('an event is on the screen as it happens', async (page) => {
  await page.goto('/bus');
  await page.getByText('Nothing has happened yet').waitFor();
  const post = await system.blog.createPost('The first event');
  await rowOf(page, post.id, 'PostCreated').waitFor();
  const comment = await system.blog.comment(post.id, 'The next ones');
  await rowOf(page, comment.id, 'CommentUpdated').waitFor();
  await page.getByText('4 events', { exact: true }).waitFor();
});

system.it('an open event tells what caused it, what it caused, and who has applied it', async (page) => {
  const { commentId } = await writeComment();
  await openLive(page);
  await rowOf(page, commentId, 'CommentCreated').click();
  await panel(page).getByRole('heading', { name: 'CommentCreated' }).waitFor();
  const links = panel(page).getByRole('region', { name: 'Cause and consequences' }).getByRole('listitem');
  await links.nth(2).waitFor();
  expect(await links.allInnerTexts()).toEqual([
    expect.stringMatching(/^CommentCreated\s+\d+\s+from \/comments$/),
    expect.stringMatching(/^CommentModerated\s+\d+\s+\d+ ms after \d+, from \/moderation$/),
    expect.stringMatching(/^CommentUpdated\s+\d+\s+\d+ ms after \d+, from \/comments$/),
  ]);
  const appliers = panel(page).getByRole('region', { name: 'Applied by' }).getByRole('listitem');
  for (const name of ['posts', 'comments', 'query', 'moderation']) {
    const applier = appliers.filter({ has: page.getByText(name, { exact: true }) });
    await applier.getByText('applied', { exact: true }).first().waitFor();
  }
  await links.nth(1).getByRole('link').click();
  await panel(page).getByRole('heading', { name: 'CommentModerated' }).waitFor();
});

system.it('a filter shows what it lets through, then and live, and survives a reload', async (page) => {
  const { postId, commentId } = await writeComment();
  await openLive(page);
  await page.getByLabel('Subject, in full').fill(commentId);
  await page.getByText('3 matches', { exact: true }).waitFor();
  await button(page, 'Types: all').click();
  await page.getByRole('checkbox', { name: 'CommentModerated' }).check();
  await page.getByText('1 match', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('1 match', { exact: true }).waitFor();
  expect(await page.getByLabel('Subject, in full').inputValue()).toBe(commentId);
  await button(page, 'Types: CommentModerated').waitFor();
  expect(await list(page).getByRole('row').count()).toBe(2);
  await rowOf(page, commentId, 'CommentModerated').waitFor();
  await system.blog.edit('comments', `/posts/${postId}/comments/${commentId}`, { content: 'I like pears' });
  await page.getByText('2 matches', { exact: true }).waitFor();
  await button(page, 'Show all events').click();
  await rowOf(page, commentId, 'CommentEdited').waitFor();
});

system.it('a list that is paused holds still, and goes on with all that came meanwhile', async (page) => {
  await system.blog.createPost('Before the pause');
  await openLive(page);
  await button(page, 'Pause').click();
  const post = await system.blog.createPost('During the pause');
  await page.getByText('Paused, 1 new').waitFor();
  expect(await list(page).getByText(post.id).count()).toBe(0);
  await button(page, 'Resume').click();
  await rowOf(page, post.id, 'PostCreated').waitFor();
});

system.it('any position can be gone to, and the newest come back with one press', async (page) => {
  for (let index = 0; index < 60; index += 1) await system.blog.createPost(`One of many ${index}`);
  await openLive(page);
  const first = list(page).getByRole('link', { name: '1', exact: true });
  expect(await first.count()).toBe(0);
  await page.getByLabel('Go to position').fill('1000000');
  await button(page, 'Go').click();
  await page.getByRole('alert').filter({ hasText: 'Give a position from 1 to' }).waitFor();
  await page.getByLabel('Go to position').fill('1');
  await button(page, 'Go').click();
  await first.waitFor();
  const news = await system.blog.createPost('Far below');
  expect(await list(page).getByText(news.id).count()).toBe(0);
  await button(page, 'Follow (1 new)').click();
  await rowOf(page, news.id, 'PostCreated').waitFor();
});

system.it(
  'what was loaded stays while the bus is down, and what comes after is shown by itself',
  async (page) => {
    const bus = system.blog.services['event-bus'];
    const loaded = await system.blog.createPost('Before the bus went down');
    await openLive(page);
    await mark(page);
    await bus.kill();
    await page.getByText('Reconnecting …').waitFor();
    await page.getByText('event-bus is down').waitFor();
    await rowOf(page, loaded.id, 'PostCreated').waitFor();
    const kept = await system.blog.createPost('Kept in the outbox');
    await bus.start();
    await rowOf(page, kept.id, 'PostCreated').waitFor();
    await page.getByText('Reconnecting …').waitFor({ state: 'detached' });
    expect(await isMarked(page)).toBe(true);
  },
);

system.it('the keyboard alone leads to an event and back to its row', async (page) => {
  const { commentId } = await writeComment();
  await openLive(page);
  const focused = page.locator('[aria-label="Events"]:focus');
  while ((await focused.count()) === 0) await page.keyboard.press('Tab');
  for (const key of ['End', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
  const position = await rowOf(page, commentId, 'CommentCreated').getByRole('link').innerText();
  await page.keyboard.press('Enter');
  await panel(page).locator('h2:focus').filter({ hasText: 'CommentCreated' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/bus/${position}`);
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  await focused.waitFor();
  const active = await list(page).getAttribute('aria-activedescendant');
  expect(await page.locator(`[id="${active}"]`).innerText()).toContain(commentId);
});
