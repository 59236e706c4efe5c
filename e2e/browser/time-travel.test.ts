import type { Page } from 'playwright-core';
import { useSystem } from './use-system';

const system = useSystem();

const slider = (page: Page) => page.getByRole('slider', { name: 'Position in the log' });
const past = (page: Page) => page.getByRole('region', { name: 'Posts' });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const travelTo = (page: Page, position: number) => slider(page).fill(String(position));
const place = (page: Page, position: number, head: number) =>
  page.getByText(`${position} / ${head}`, { exact: true });

/** Writes a post that gets a comment of each status and then a new title; resolves with the positions in the log. */
async function writeStory(title: string, newTitle: string) {
  const post = await system.blog.createPost(title);
  await system.blog.comment(post.id, 'I like apples');
  await system.blog.comment(post.id, 'I like oranges, or an orange');
  await system.blog.settled();
  await system.blog.edit('posts', `/posts/${post.id}`, { title: newTitle });
  await system.blog.settled();
  const ofPost = (await system.blog.log()).filter(({ data }) => (data as { id: string }).id === post.id);
  const [created = 0, renamed = 0] = ofPost.map(({ position }) => position);
  return { created, renamed, head: await system.blog.head() };
}

system.it('the blog is shown as it was before each thing happened', async (page) => {
  const { created, renamed, head } = await writeStory('As it was', 'As it is');
  await page.goto('/time-travel');
  await heading(page, 'As it is').waitFor();
  await page.getByText('approved', { exact: true }).waitFor();
  await page.getByText('Not shown: contains the blocked word "orange"').waitFor();
  await travelTo(page, renamed - 1);
  await heading(page, 'As it was').waitFor();
  expect(await page.getByText('As it is').count()).toBe(0);
  await travelTo(page, created + 1);
  await page.getByText('pending', { exact: true }).waitFor();
  await travelTo(page, created - 1);
  await place(page, created - 1, head).waitFor();
  expect(await past(page).getByText('As it was').count()).toBe(0);
  await slider(page).press('ArrowRight');
  await page.getByText('Post written.').waitFor();
  await heading(page, 'As it was').waitFor();
});

system.it('playing leads through every event to the present', async (page) => {
  const { created, head } = await writeStory('Played before', 'Played after');
  await page.goto('/time-travel');
  await travelTo(page, created);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('5');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByText('Comment written.').waitFor();
  await page.getByText('Post renamed.').waitFor();
  await place(page, head, head).waitFor();
  await heading(page, 'Played after').waitFor();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
});

system.it('the position is in the address, and kept over a reload', async (page) => {
  const { created, head } = await writeStory('Kept before', 'Kept after');
  await page.goto('/time-travel');
  await travelTo(page, created);
  await page.waitForURL(`**/time-travel?position=${created}`);
  await page.reload();
  await place(page, created, head).waitFor();
  await heading(page, 'Kept before').waitFor();
  await page.getByRole('button', { name: 'To the present' }).click();
  await page.waitForURL('**/time-travel');
  await heading(page, 'Kept after').waitFor();
});

system.it('an event that happens moves the present, and leaves the past where it is', async (page) => {
  const { created, head } = await writeStory('Moved before', 'Moved after');
  await page.goto('/time-travel');
  await place(page, head, head).waitFor();
  await system.blog.createPost('It has just happened');
  await heading(page, 'It has just happened').waitFor();
  await place(page, head + 1, head + 1).waitFor();
  await travelTo(page, created);
  await system.blog.createPost('It happens later');
  await place(page, created, head + 2).waitFor();
  await heading(page, 'Moved before').waitFor();
  expect(await past(page).getByText('It happens later').count()).toBe(0);
});
