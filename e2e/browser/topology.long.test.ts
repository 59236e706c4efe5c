import type { Page } from 'playwright-core';
import { eventually } from '../../service-kit/test/eventually';
import { publishPlain } from '../faults/abuse/publish-plain';
import { discardAll } from '../faults/abuse/set-aside-of';
import { useSystem } from './use-system';
import { withWebhook } from './with-webhook';

const system = useSystem();

const cardOf = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const parkedOf = (page: Page, name: string) => page.getByRole('region', { name: `Parked events of ${name}` });
const picture = (page: Page) => page.getByRole('figure').getByRole('img');

/** Opens the page, which then hears of each event at once. */
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
    await card.getByText('active', { exact: true }).waitFor();
    await moderation.kill();
    for (const backlog of [3, 6]) {
      for (let index = 0; index < 3; index += 1) await system.blog.comment(post.id, `comment ${index}`);
      await card.getByText(new RegExp(`^${backlog} events behind, the oldest for \\d`)).waitFor();
    }
    await card.getByText('retrying', { exact: true }).waitFor();
    await picture(page)
      .getByText(/^6 behind, \d/)
      .waitFor();
    await moderation.start();
    await card.getByText('active', { exact: true }).waitFor();
    await card.getByText('0 events behind').waitFor();
    await page.getByText('moderation is down').waitFor({ state: 'detached' });
  },
);

system.it('an event is seen on its way to the bus, and to each who listens', async (page) => {
  await system.blog.createPost('Before');
  await system.blog.settled();
  await openLive(page);
  await cardOf(page, 'query').getByText('live', { exact: true }).waitFor();
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
      await parked.getByRole('button', { name: 'Redeliver all' }).click();
      await parked.waitFor({ state: 'detached' });
      expect(webhook.positions).toEqual([...rejected, ...rejected]);
    });
  },
);

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
    await parked.getByRole('button', { name: 'Discard all' }).click();
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
    await card.getByText('active', { exact: true }).waitFor();
    await card.getByText('0 events behind').waitFor();
    expect(webhook.positions).toHaveLength(1);
  });
});

system.it('a bus that is down is said with what it told last, and is shown again by itself', async (page) => {
  const bus = system.blog.services['event-bus'];
  await openLive(page);
  await cardOf(page, 'query').getByText('live', { exact: true }).waitFor();
  await bus.kill();
  await page.getByText('The bus cannot be reached').waitFor();
  await picture(page).getByText('not connected').waitFor();
  await cardOf(page, 'query').waitFor();
  await writePosts(1);
  await picture(page).getByText('keeps 1 in its outbox').waitFor();
  await bus.start();
  await page.getByText('The bus cannot be reached').waitFor({ state: 'detached' });
  await system.blog.settled();
  await picture(page)
    .getByText(`head ${await system.blog.head()}`, { exact: true })
    .waitFor();
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
    await page.getByLabel(/Why nobody needs it/).fill('A test by hand.');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await setAside.waitFor({ state: 'detached' });
    const discarded = await fetch(`${system.blog.url('query')}/set-aside/discarded`);
    expect(await discarded.json()).toMatchObject([
      { type: 'PostDeleted', discardedBecause: 'A test by hand.' },
    ]);
    for (const name of ['posts', 'comments'] as const) await discardAll(system.blog, name);
  },
);
