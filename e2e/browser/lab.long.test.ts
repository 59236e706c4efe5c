import type { Page } from 'playwright-core';
import { eventually } from '../../service-kit/test/eventually';
import { expectAccessible } from './expect-accessible';
import { itInBrowser } from './test-browser';
import { useStartedSystem } from './use-started-system';

/** Too many to be a coincidence for a reader. */
const BACKLOG = 50;

const started = useStartedSystem();

const visit = (use: (page: Page) => Promise<void>) => started.visit({ at: '/topology' }, use);

const cardOf = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, level: 3, exact: true }) });

/** Resolves once the card of a subscriber shows a number of pending events that fits. */
async function behind(page: Page, name: string, isMeant: (events: number) => boolean): Promise<void> {
  const figure = cardOf(page, name).locator('.tabular-nums').first();
  await eventually(async () => {
    const events = Number((await figure.textContent())?.replaceAll(',', ''));
    if (!isMeant(events)) throw new Error(`${name} is ${events} events behind.`);
  });
}

itInBrowser(
  'stops moderation, sees its backlog grow under a load and drain again, with the keyboard alone',
  () =>
    visit(async (page) => {
      const press = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Enter');
      };
      await press('Controls for moderation');
      await press('Stop');
      await page.keyboard.press('Escape');
      await press('Start load');
      await page.getByText('moderation is down.').waitFor();
      await behind(page, 'moderation', (events) => events > BACKLOG);
      await press('Stop load');
      await press('Start moderation');
      await behind(page, 'moderation', (events) => events === 0);
      await page.getByText('moderation is down.').waitFor({ state: 'detached' });
      const done = page.getByRole('list', { name: 'What was done' });
      await done.getByText('moderation was stopped from the page.').waitFor();
      await done.getByText('moderation was started from the page.').waitFor();
    }),
  90_000,
);

itInBrowser(
  'kills the bus and starts it again while posts are written',
  () =>
    visit(async (page) => {
      await page.getByRole('button', { name: 'Controls for event-bus' }).click();
      await page.getByRole('button', { name: 'Kill' }).click();
      await page.getByText('event-bus is down.').waitFor();
      const { id } = await started.system.blog.createPost('Written while there is no bus');
      await page.getByRole('button', { name: 'Start event-bus' }).click();
      await page.getByText('event-bus is down.').waitFor({ state: 'detached' });
      await page.goto(`/posts/${id}`);
      await page.getByRole('heading', { name: 'Written while there is no bus' }).waitFor();
    }),
  90_000,
);

itInBrowser(
  'has controls that are accessible in both themes, on a desk and on a phone',
  () =>
    visit(async (page) => {
      await page.getByRole('button', { name: 'Controls for query' }).click();
      await page.getByRole('region', { name: 'Controls for query' }).waitFor();
      await expectAccessible(page);
    }),
  90_000,
);
