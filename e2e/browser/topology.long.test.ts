import type { Page } from 'playwright-core';
import { eventually } from '../../service-kit/test/eventually';
import { publishPlain } from '../faults/abuse/publish-plain';
import { discardAll } from '../faults/abuse/set-aside-of';
import { expectAccessible } from './expect-accessible';
import { useSystem } from './use-system';
import { withWebhook } from './with-webhook';

const system = useSystem();

const cardOf = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const parkedOf = (page: Page, name: string) => page.getByRole('region', { name: `Parked events of ${name}` });
const picture = (page: Page) => page.getByRole('figure').getByRole('img');

/** Opens the page, which then shows each event immediately. */
async function openLive(page: Page): Promise<void> {
  await page.goto('/topology');
  await picture(page).getByText('every event, on disk').waitFor();
}

/** Counts the dots that appear from now on. */
const countDots = (page: Page) =>
  page.evaluate(`{
    globalThis.dots = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) globalThis.dots += addedNodes.length;
    }).observe(document.querySelector('[data-testid="moving-events"]'), { childList: true });
  }`);

/** Presses "Redeliver all" and confirms. */
async function redeliverAll(page: Page, name: string): Promise<void> {
  await parkedOf(page, name).getByRole('button', { name: 'Redeliver all …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Redeliver' }).click();
}

async function writePosts(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await system.blog.createPost(`Post ${index}`);
}

system.it(
  'the backlog of a service that is down grows on the screen, and drains once it is back',
  async (page) => {
    const { moderation } = system.blog.services;
    const post = await system.blog.createPost('With a backlog');
    await system.blog.settled();
    await openLive(page);
    const card = cardOf(page, 'moderation');
    await card.getByText('running', { exact: true }).waitFor();
    await moderation.kill();
    for (const backlog of [3, 6]) {
      for (let index = 0; index < 3; index += 1) await system.blog.comment(post.id, `comment ${index}`);
      await card.getByText(new RegExp(`^${backlog} events behind, the oldest for \\d`)).waitFor();
    }
    await card.getByText('retrying', { exact: true }).waitFor();
    await picture(page)
      .getByText(/^6 behind, \d/)
      .waitFor();
    await picture(page).getByText('down', { exact: true }).waitFor();
    await page.getByText('moderation is down').waitFor();
    await card.getByText(/^grows \S+\/s$|^neither grows nor drains$/).waitFor();
    await moderation.start();
    await card.getByText('running', { exact: true }).waitFor();
    await card.getByText('0 events behind').waitFor();
    await page.getByText('moderation is down').waitFor({ state: 'detached' });
  },
);

system.it('an event is seen on its way to the bus, and to each who listens', async (page) => {
  await system.blog.createPost('Before');
  await system.blog.settled();
  await openLive(page);
  await cardOf(page, 'query').getByText('running', { exact: true }).waitFor();
  const toAll = 1 + (await system.blog.subscribers()).length;
  await countDots(page);
  await writePosts(1);
  await eventually(async () => expect(await page.evaluate('globalThis.dots')).toBeGreaterThanOrEqual(toAll));
  await page.getByTestId('moving-events').locator('circle').first().waitFor({ state: 'detached' });
});

system.it(
  'nothing moves for those who prefer less motion; the figures tell the same',
  async (page) => {
    await system.blog.createPost('Before');
    await system.blog.settled();
    await openLive(page);
    await countDots(page);
    await writePosts(1);
    const head = await system.blog.head();
    await picture(page).getByText(`head ${head}`, { exact: true }).waitFor();
    for (const name of ['posts', 'comments', 'query', 'moderation']) {
      await cardOf(page, name).getByText(String(head), { exact: true }).waitFor();
    }
    expect(await page.evaluate('globalThis.dots')).toBe(0);
  },
  { reducedMotion: 'reduce' },
);

system.it(
  'an event that a webhook rejects is parked with the reason, and can be redelivered',
  async (page) => {
    await withWebhook(system.blog, 'webhook', async (webhook) => {
      webhook.answer = () => 500;
      await openLive(page);
      await writePosts(3);
      const parked = parkedOf(page, 'webhook');
      await parked.getByRole('heading', { name: '3 parked events' }).waitFor();
      await parked.getByText('500').nth(2).waitFor();
      await parked.getByText('after 1 attempt, just now').nth(2).waitFor();
      const rejected = [...webhook.positions];
      webhook.answer = () => 204;
      await parked.getByRole('button', { name: 'Redeliver', exact: true }).first().click();
      await parked.getByRole('heading', { name: '2 parked events' }).waitFor();
      expect(webhook.positions).toEqual([...rejected, rejected[0]]);
      await redeliverAll(page, 'webhook');
      await parked.waitFor({ state: 'detached' });
      expect(webhook.positions).toEqual([...rejected, ...rejected]);
    });
  },
);

system.it('all parked events are left where they are if the first one fails again', async (page) => {
  await withWebhook(system.blog, 'webhook', async (webhook) => {
    webhook.answer = () => 500;
    await openLive(page);
    await writePosts(7);
    const parked = parkedOf(page, 'webhook');
    await parked.getByRole('heading', { name: '7 parked events' }).waitFor();
    await parked.getByText('1 to 5 of 7').waitFor();
    const rejected = [...webhook.positions];
    await redeliverAll(page, 'webhook');
    await parked.getByText(`Position ${rejected[0]} failed again, so the others were not tried`).waitFor();
    expect(webhook.positions).toEqual([...rejected, rejected[0]]);
    webhook.answer = () => 204;
    await redeliverAll(page, 'webhook');
    await parked.waitFor({ state: 'detached' });
    expect(webhook.positions.slice(rejected.length + 1)).toEqual(rejected);
  });
});

system.it('a cursor is moved back after its reader was told how much comes again', async (page) => {
  await withWebhook(system.blog, 'webhook', async (webhook) => {
    await openLive(page);
    const card = cardOf(page, 'webhook');
    const before = await system.blog.head();
    await writePosts(3);
    await card.getByText(String(await system.blog.head()), { exact: true }).waitFor();
    const delivered = [...webhook.positions];
    expect(delivered).toHaveLength(3);
    await card.getByRole('button', { name: 'Move cursor …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^New position/).fill(String(before));
    await dialog.getByText('webhook would get 3 events again.').waitFor();
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(() => expect(webhook.positions).toEqual([...delivered, ...delivered]));
  });
});

system.it('a parked event is discarded only once that is confirmed', async (page) => {
  await withWebhook(system.blog, 'webhook', async (webhook) => {
    webhook.answer = () => 500;
    await openLive(page);
    await writePosts(3);
    const parked = parkedOf(page, 'webhook');
    const dialog = page.getByRole('dialog');
    await parked.getByRole('listitem').nth(2).waitFor();
    const links = parked.getByRole('link');
    const [first, ...others] = await links.allInnerTexts();
    await parked.getByRole('button', { name: 'Discard', exact: true }).first().click();
    await dialog.getByText(`Discard the event at ${first?.replace('Position ', '')}?`).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await parked.getByRole('button', { name: 'Discard', exact: true }).first().click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await parked.getByRole('heading', { name: '2 parked events' }).waitFor();
    await links.nth(2).waitFor({ state: 'detached' });
    expect(await links.allInnerTexts()).toEqual(others);
    await parked.getByRole('button', { name: 'Discard all …' }).click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await parked.waitFor({ state: 'detached' });
  });
});

system.it('a subscription that is paused has nothing delivered until it is resumed', async (page) => {
  await withWebhook(system.blog, 'webhook', async (webhook) => {
    await openLive(page);
    const card = cardOf(page, 'webhook');
    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByText('paused', { exact: true }).waitFor();
    await writePosts(1);
    await card.getByText(/^1 event behind/).waitFor();
    expect(webhook.positions).toEqual([]);
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByText('running', { exact: true }).waitFor();
    await card.getByText('0 events behind').waitFor();
    expect(webhook.positions).toHaveLength(1);
  });
});

system.it('a bus that is down is said with what it told last, and is shown again by itself', async (page) => {
  const bus = system.blog.services['event-bus'];
  await openLive(page);
  await cardOf(page, 'query').getByText('running', { exact: true }).waitFor();
  await bus.kill();
  await page.getByText('The bus cannot be reached').waitFor();
  await picture(page).getByText('not connected').waitFor();
  await cardOf(page, 'query').waitFor();
  await writePosts(1);
  await picture(page).getByText('keeps 1 in its outbox', { exact: true }).waitFor();
  await picture(page).getByText('was up to date', { exact: true }).first().waitFor();
  expect(await picture(page).locator('.fill-good').count()).toBe(0);
  await page.reload();
  await cardOf(page, 'query').getByText('was running').waitFor();
  expect(await picture(page).getByText('was up to date', { exact: true }).count()).toBe(4);
  expect(await picture(page).locator('.fill-good').count()).toBe(0);
  await bus.start();
  await page.getByText('The bus cannot be reached').waitFor({ state: 'detached' });
  await system.blog.settled();
  await picture(page)
    .getByText(`head ${await system.blog.head()}`, { exact: true })
    .waitFor();
});

system.it('a reader of the blog is told why comments wait while moderation is paused', async (page) => {
  const bus = system.blog.url('event-bus');
  await fetch(`${bus}/subscriptions/moderation/pause`, { method: 'POST' });
  await page.goto('/');
  await page.getByText(/^moderation is paused\.$/).waitFor();
  await page.getByText('stay pending until its subscription is resumed').waitFor();
  await openLive(page);
  await picture(page).getByText('paused', { exact: true }).waitFor();
  await cardOf(page, 'moderation').getByRole('button', { name: 'Resume' }).click();
  await page.getByText(/^moderation is paused\.$/).waitFor({ state: 'detached' });
  expect(await picture(page).getByText('paused', { exact: true }).count()).toBe(0);
});

system.it('a follower that does not come back is forgotten', async (page) => {
  const events = `${system.blog.url('event-bus')}/events?follower=retired&instance=a&after=0`;
  const leaving = new AbortController();
  await fetch(events, { headers: { accept: 'text/event-stream' }, signal: leaving.signal });
  leaving.abort();
  await openLive(page);
  const card = cardOf(page, 'retired');
  await card.getByRole('button', { name: 'Forget …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
  await card.waitFor({ state: 'detached' });
});

system.it(
  'the commands for a service are copied where there is no lab',
  async (page) => {
    await page.route('/started-by.json', (route) =>
      route.fulfill({ json: { startedBy: 'compose', namespace: null } }),
    );
    await openLive(page);
    await page.getByRole('button', { name: 'Commands for moderation' }).click();
    await page.getByRole('button', { name: 'Copy: docker compose stop moderation' }).click();
    await page.getByText('Copied', { exact: true }).first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('docker compose stop moderation');
    await expectAccessible(page);
  },
  { permissions: ['clipboard-read', 'clipboard-write'] },
);

system.it('a node leads to its card, which leads to its last event', async (page) => {
  await writePosts(1);
  await system.blog.settled();
  await openLive(page);
  await page.getByRole('link', { name: 'Details of query' }).press('Enter');
  const card = page.locator('article:focus');
  await card.getByRole('heading', { name: 'query', exact: true }).waitFor();
  await card.getByRole('link', { name: 'Last event' }).click();
  await page.waitForURL(`**/bus/${await system.blog.head()}`);
});

system.it(
  'what a follower has set aside is shown with its reason, and is gone once it is discarded',
  async (page) => {
    const bus = system.blog.url('event-bus');
    await fetch(`${bus}/types/PostDeleted`, { method: 'DELETE' });
    await publishPlain(system.blog, { type: 'PostDeleted', data: { id: '__proto__' } });
    await publishPlain(system.blog, { type: 'PostDeleted', data: { id: ['no text'] } });
    await openLive(page);
    await picture(page).getByText('1 set aside', { exact: true }).first().waitFor();
    const setAside = page.getByRole('region', { name: 'Events that query set aside' });
    await setAside.getByText(/^PostDeleted is not of the expected shape: data\.id/).waitFor();
    await setAside.getByRole('button', { name: 'Discard' }).click();
    await page.getByLabel(/Reason, kept/).fill('A test by hand.');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await setAside.waitFor({ state: 'detached' });
    const discarded = await fetch(`${system.blog.url('query')}/set-aside/discarded`);
    expect(await discarded.json()).toMatchObject([
      { type: 'PostDeleted', discardedBecause: 'A test by hand.' },
    ]);
    for (const name of ['posts', 'comments'] as const) await discardAll(system.blog, name);
  },
);
