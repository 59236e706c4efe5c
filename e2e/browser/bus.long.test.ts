import type { Page } from 'playwright-core';
import { eventually } from '../../service-kit/test/eventually';
import { isMarked, mark } from './mark';
import { useSystem } from './use-system';

const system = useSystem();

const list = (page: Page) => page.getByRole('grid', { name: 'Events' });
const rowOf = (page: Page, subject: string, type: string) =>
  list(page).getByRole('row').filter({ hasText: subject }).filter({ hasText: type });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Open event' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Opens the list at its end, where the next event will appear. */
async function openLive(page: Page): Promise<void> {
  await page.goto('/bus');
  await page.getByText('Live', { exact: true }).waitFor();
}

/** Writes a post with a comment and waits until every service has processed it. */
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
  await panel(page).getByRole('heading', { name: 'Comment written' }).waitFor();
  const links = panel(page).getByRole('region', { name: 'Cause and consequences' }).getByRole('listitem');
  await links.nth(2).waitFor();
  expect(await links.allInnerTexts()).toEqual([
    expect.stringMatching(/^Comment written\s+\d+\s+from \/comments$/),
    expect.stringMatching(/^Moderation approved\s+\d+\s+\d+ ms after \d+, from \/moderation$/),
    expect.stringMatching(/^Comment approved\s+\d+\s+\d+ ms after \d+, from \/comments$/),
  ]);
  const appliers = panel(page).getByRole('region', { name: 'Applied by' }).getByRole('listitem');
  for (const name of ['posts', 'comments', 'query', 'moderation']) {
    const applier = appliers.filter({ has: page.getByText(name, { exact: true }) });
    await applier.getByText('applied', { exact: true }).first().waitFor();
  }
  await links.nth(1).getByRole('link').click();
  await panel(page).getByRole('heading', { name: 'Moderation approved' }).waitFor();
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

system.it('a paused list does not change, and resumes with everything that came meanwhile', async (page) => {
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
  await page.getByRole('alert').filter({ hasText: 'Enter a position from 1 to' }).waitFor();
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
    await rowOf(page, loaded.id, 'PostCreated').waitFor();
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
  await panel(page).locator('h2:focus').filter({ hasText: 'Comment written' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/bus/${position}`);
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  await focused.waitFor();
  const active = await list(page).getAttribute('aria-activedescendant');
  expect(await page.locator(`[id="${active}"]`).innerText()).toContain(commentId);
});

system.it('a text leads to its events, and Back to where the reader was before', async (page) => {
  const { id: postId } = await system.blog.createPost('Of a durian');
  await system.blog.comment(postId, 'A Durian in the orange crate');
  await system.blog.settled();
  await openLive(page);
  await page.getByLabel('Search the events').fill('durian');
  await page.getByText('4 matches', { exact: true }).waitFor();
  expect(await list(page).locator('mark').allInnerTexts()).toEqual(['durian', 'Durian', 'Durian', 'Durian']);
  await list(page).getByRole('row', { name: 'Comment rejected' }).click();
  await panel(page).getByRole('heading', { name: 'Comment rejected' }).waitFor();
  const opened = page.url();
  await button(page, 'Only this subject').click();
  await page.getByText('3 matches', { exact: true }).waitFor();
  await page.goBack();
  await page.getByText('4 matches', { exact: true }).waitFor();
  expect(page.url()).toBe(opened);
  await list(page).locator('[aria-selected="true"]').filter({ hasText: 'Comment rejected' }).waitFor();
  await button(page, 'All about its post').click();
  await page.waitForURL(`**/bus/*?contains=${postId}`);
  await page.getByText('4 matches', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'The post' }).click();
  await page.getByRole('heading', { name: 'Of a durian' }).waitFor();
});

system.it('threads fold what followed from one event, and unfold by keyboard', async (page) => {
  const { commentId } = await writeComment();
  await page.goto('/bus?fold=threads');
  const tree = page.getByRole('treegrid', { name: 'Events' });
  const rows = tree.getByRole('row').filter({ hasText: commentId });
  await rows.filter({ hasText: /Comment written → approved.*3 events, \d+ ms/ }).waitFor();
  expect(await rows.count()).toBe(1);
  await tree.focus();
  for (const key of ['End', 'ArrowRight']) await page.keyboard.press(key);
  await rows.nth(2).waitFor();
  expect(await rows.nth(2).getAttribute('aria-level')).toBe('2');
  await page.keyboard.press('ArrowLeft');
  await rows.nth(1).waitFor({ state: 'detached' });
});

system.it('what waited in an outbox says how long', async (page) => {
  const bus = system.blog.services['event-bus'];
  await bus.kill();
  const post = await system.blog.createPost('Waited for the bus');
  await eventually(() => expect(Date.now() - Date.parse(post.createdAt)).toBeGreaterThan(1_500));
  await bus.start();
  await system.blog.settled();
  await page.goto(`/bus?subject=${post.id}`);
  await rowOf(page, post.id, 'PostCreated').click();
  await panel(page)
    .getByText(/^waited \d+(\.\d)? s in the outbox$/)
    .waitFor();
});

system.it('an event of ones own reaches the log, and a copy that is refused says why', async (page) => {
  const { postId } = await writeComment();
  await openLive(page);
  await button(page, 'Publish an event').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type').fill('OrderShipped');
  await dialog.getByLabel('Data, as JSON').fill('{"order": 7}');
  await button(page, 'Publish to all subscribers').click();
  await panel(page).getByRole('heading', { name: 'Order shipped' }).waitFor();
  await page.goto(`/bus?type=PostCreated&subject=${postId}`);
  await rowOf(page, postId, 'PostCreated').click();
  await button(page, 'Publish a copy').click();
  await dialog.getByLabel('Data, as JSON').fill('{"id": 7}');
  await button(page, 'Publish to all subscribers').click();
  const refusal = dialog.getByRole('alert');
  await refusal.getByText('Not published: event.schema_mismatch').waitFor();
  await refusal.getByText('/data/id').waitFor();
  const title = 'Another title';
  await dialog.getByLabel('Type').fill('PostUpdated');
  await dialog.getByLabel('Data, as JSON').fill(JSON.stringify({ id: postId, title, version: 2 }));
  await button(page, 'Publish to all subscribers').click();
  await panel(page).getByRole('heading', { name: 'Post renamed' }).waitFor();
  await panel(page)
    .getByText(/ after \d+, from \/posts/)
    .waitFor();
  await page.goto(`/posts/${postId}`);
  await page.getByRole('heading', { name: title }).waitFor();
});
