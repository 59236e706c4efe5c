import type { Page } from 'playwright-core';
import { expectAccessible } from './expect-accessible';
import { useSystem } from './use-system';
import { withWebhook } from './with-webhook';

const system = useSystem();

/** Disables motion: moving elements cannot be measured. */
const STILL = { reducedMotion: 'reduce' } as const;

/** A post with an approved and a rejected comment. */
async function writePost(): Promise<string> {
  const { id } = await system.blog.createPost(`A title of ${'averylongword'.repeat(14)}`);
  await system.blog.comment(id, 'I like apples');
  await system.blog.comment(id, 'And an orange');
  await system.blog.settled();
  return id;
}

/** `state` brings the page into the state to be checked. */
function accessible(name: string, state: (page: Page) => Promise<void>): void {
  const look = async (page: Page) => {
    await state(page);
    await expectAccessible(page);
  };
  system.it(`${name} is accessible in both themes, on a desk and on a phone`, look, STILL);
}

accessible('each page before anything was written', async (page) => {
  await page.goto('/');
  await page.getByText('No posts yet').waitFor();
  await expectAccessible(page);
  await page.goto('/bus');
  await page.getByText('Nothing has happened yet').waitFor();
  await expectAccessible(page);
  await page.goto('/time-travel');
  await page.getByText('Nothing has happened yet').waitFor();
});

accessible('an address of nothing', async (page) => {
  await page.goto('/nowhere');
  await page.getByText('Page not found').waitFor();
  await expectAccessible(page);
  await page.goto('/posts/00000000-0000-0000-0000-000000000000');
  await page.getByText('This post is unknown or was deleted.').waitFor();
});

accessible('a list of posts that cannot be read', async (page) => {
  await system.blog.services.query.kill();
  await page.goto('/');
  await page.getByText('Posts cannot be shown right now').waitFor();
  await page.getByText('query is down').waitFor();
});

accessible('the list of events, filtered or with an event open', async (page) => {
  await writePost();
  await page.goto('/bus/2');
  await page.getByText(/ms after 2, from .moderation/).waitFor();
  await page.getByText('applied', { exact: true }).first().waitFor();
  await expectAccessible(page);
  await page.goto('/bus?type=PostCreated');
  await page.getByRole('button', { name: 'Types: PostCreated' }).click();
  await page.getByRole('checkbox', { name: 'PostCreated' }).waitFor();
  await page.getByText(/\d+ match/).waitFor();
  await expectAccessible(page);
  await page.goto('/bus?contains=orange');
  await page.getByText(/\d+ match/).waitFor();
  await expectAccessible(page);
  await page.goto('/bus');
  await page.getByText('Live', { exact: true }).waitFor();
});

accessible('what a search found', async (page) => {
  await writePost();
  await page.goto('/?q=apples');
  await page.getByText('apples', { exact: true }).first().waitFor();
  await expectAccessible(page);
  await page.goto('/?q=nothing+of+this+kind');
  await page.getByText('Nothing found').waitFor();
});

accessible('the past of one post', async (page) => {
  await page.goto(`/time-travel?post=${await writePost()}`);
  await page.getByRole('slider', { name: 'Events of this post' }).waitFor();
  await page.getByRole('list', { name: 'Comments' }).waitFor();
});

accessible('the threads of events, and the form for a copy of one', async (page) => {
  await writePost();
  await page.goto('/bus?fold=threads');
  await page
    .getByText(/Comment written/)
    .first()
    .waitFor();
  await page.getByRole('treegrid').focus();
  for (const key of ['End', 'ArrowRight']) await page.keyboard.press(key);
  await expectAccessible(page);
  await page.goto('/bus/1');
  await page.getByRole('button', { name: 'Publish a copy' }).click();
  await page.getByText(/^The bus sends it to/).waitFor();
  await page.getByLabel('Data, as JSON').fill('{}');
  await page.getByRole('button', { name: 'Publish to all subscribers' }).click();
  await page.getByText('Not published: event.schema_mismatch').waitFor();
});

accessible('a past moment', async (page) => {
  await writePost();
  await page.goto('/time-travel?position=3');
  await page.getByText(/^3 \/ \d+$/).waitFor();
});

accessible('a post that is being changed, or about to be deleted', async (page) => {
  await page.goto(`/posts/${await writePost()}`);
  for (const [what, label] of [
    ['post', 'Title'],
    ['comment', 'Edit the comment'],
  ] as const) {
    await page
      .getByRole('button', { name: `Actions for this ${what}` })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel(label).waitFor();
  }
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Actions for this comment' }).last().click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').waitFor();
});

accessible('the topology with parked events, also while it asks before one is discarded', async (page) => {
  await withWebhook(system.blog, 'a-webhook-with-a-rather-long-name', async (webhook) => {
    webhook.answer = () => 500;
    await system.blog.createPost('To be parked');
    await page.goto('/topology');
    await page.getByText('1 parked event').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Move cursor …' }).last().click();
    await page.getByRole('dialog').getByText('That is its present position.').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
  });
});

accessible(
  'each page while the bus is down, with a post on its way and one that is refused',
  async (page) => {
    const { posts, 'event-bus': bus } = system.blog.services;
    await bus.kill();
    for (const path of ['/bus', '/topology', '/time-travel']) {
      await page.goto(path);
      await page.getByText('cannot be reached').first().waitFor();
      await page.getByText('event-bus is down').waitFor();
      await expectAccessible(page);
    }
    await page.goto('/');
    await page.getByLabel('New post').fill('On its way');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('on its way', { exact: true }).waitFor();
    await posts.kill();
    await page.getByLabel('New post').fill('Refused');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('What you typed is still here').waitFor();
  },
);

// Last, because moderation takes a while to catch up afterwards.
accessible('every page that shows a comment of each fate, while moderation is down', async (page) => {
  const id = await writePost();
  await system.blog.services.moderation.kill();
  await system.blog.comment(id, 'This one waits');
  await page.goto('/');
  await page.getByText('1 pending').waitFor();
  await page.getByText('moderation is down').waitFor();
  await expectAccessible(page);
  await page.goto('/topology');
  await page.getByText(/^1 event behind, the oldest/).waitFor();
  await expectAccessible(page);
  await page.goto(`/posts/${id}`);
  for (const status of ['approved', 'rejected', 'pending']) {
    await page.locator(`[data-status=${status}]`).waitFor();
  }
});
