import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { AccountState } from '../../lab/src/domain/account-state';
import { eventually } from '../../service-kit/test/eventually';
import { expectAccessible } from './expect-accessible';
import { itInBrowser } from './test-browser';
import { useStartedSystem } from './use-started-system';

const started = useStartedSystem();

const account = (page: Page) => page.getByRole('region', { name: 'Account', exact: true });
/** Resolves once the page shows these numbers: lost, duplicated, out of order. */
const shows = (page: Page, numbers: string[]) =>
  eventually(async () => expect(await account(page).locator('dd').allTextContents()).toEqual(numbers));
const untilCounted = (isMeant: (account: AccountState) => boolean) =>
  eventually(async () => {
    const counted = await started.system.account();
    if (!isMeant(counted)) throw new Error(JSON.stringify(counted));
  });

/** A test on the topology page with a new account. */
function it(promise: string, test: (page: Page) => Promise<void>): void {
  itInBrowser(
    promise,
    async () => {
      await started.system.change('DELETE', '/account');
      await started.visit({ at: '/' }, test);
    },
    90_000,
  );
}

/** Writes a post on the page; resolves with its id once it is in the account. */
async function writePost(page: Page, title: string): Promise<string> {
  const { posts } = await started.system.account();
  const answered = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/posts/posts') && answer.request().method() === 'POST',
  );
  await page.getByLabel('New post').fill(title);
  await page.getByRole('button', { name: 'Publish' }).click();
  const { id } = (await (await answered).json()) as { id: string };
  await untilCounted((now) => now.posts.accepted === posts.accepted + 1);
  return id;
}

it('shows what somebody writes on the page everywhere, once, in order, after query was killed', async (page) => {
  const id = await writePost(page, 'Counted like the load');
  await started.system.change('POST', '/parts/query/kill');
  await started.system.untilPart('query', 'killed');
  await page.goto(`/posts/${id}`);
  await page.getByLabel('Your comment').fill('While query is down');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await untilCounted(({ comments }) => comments.accepted === 1);
  await page.goto('/topology');
  await account(page).getByText('query does not answer').waitFor();
  await shows(page, ['0', '0', '0']);
  await started.system.change('POST', '/parts/query/start');
  await account(page).getByText('All 2 accepted are everywhere, once, in order.').waitFor();
  await account(page)
    .getByText(/^Counted up to position [\d,]+, \d\d:\d\d:\d\d\.$/)
    .waitFor();
  await shows(page, ['0', '0', '0']);
  await expectAccessible(page);
});

it('shows a post as lost that posts had accepted, and whose only copy was deleted', async (page) => {
  await started.system.change('PUT', '/links/posts', { state: 'cut' });
  await writePost(page, 'Accepted, and then gone');
  await page.goto('/topology');
  await account(page).getByText('1 in the outbox of posts').waitFor();
  await shows(page, ['0', '0', '0']);
  await started.system.change('POST', '/parts/posts/kill');
  await started.system.untilPart('posts', 'killed');
  // Done here because the lab refuses it.
  rmSync(join(started.system.dataFolder, 'posts'), { recursive: true });
  await started.system.change('PUT', '/links/posts', { state: 'open' });
  await started.system.change('POST', '/parts/posts/start');
  await shows(page, ['1', '0', '0']);
  await account(page)
    .getByText(/posts accepted it, its outbox is empty, and the log does not have it/)
    .waitFor();
  await expectAccessible(page);
});

it('shows a post as twice in the log, with the event that says so', async (page) => {
  const id = await writePost(page, 'Told once by posts');
  await untilCounted(({ posts }) => posts.inLog === 1);
  const position = await publish({
    type: 'PostCreated',
    data: { id, title: 'Told again by somebody', version: 1 },
  });
  await page.goto('/topology');
  await shows(page, ['0', '1', '0']);
  await account(page)
    .getByRole('link', { name: `Event ${position}` })
    .click();
  await page.waitForURL(`**/bus/${position}`);
});

it('shows a post as out of order when an older version follows a newer one', async (page) => {
  const id = await writePost(page, 'Version 1');
  await started.system.blog.edit('posts', `/posts/${id}`, { title: 'Version 2' });
  await started.system.blog.edit('posts', `/posts/${id}`, { title: 'Version 3' });
  await eventually(async () => {
    const { version } = await started.system.blog.post(id);
    if (version < 3) throw new Error(`It has version ${version}.`);
  });
  await publish({ type: 'PostUpdated', data: { id, title: 'Version 2', version: 2 } });
  await page.goto('/topology');
  await shows(page, ['0', '0', '1']);
  await account(page)
    .getByText(/^version 2 at \d+ comes after version 3/)
    .waitFor();
  await account(page).getByRole('button', { name: 'Reset the count' }).click();
  await shows(page, ['0', '0', '0']);
  await account(page).getByText('Nothing has been accepted yet').waitFor();
});

/** Publishes directly to the bus, as anybody on this machine can. */
async function publish(event: object): Promise<number> {
  const response = await fetch(`${started.system.blog.url('event-bus')}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  return ((await response.json()) as { position: number }).position;
}
