import type { BrowserContextOptions, Page } from 'playwright-core';
import { expectAccessible } from './expect-accessible';
import { itInBrowser } from './test-browser';
import { useStartedSystem } from './use-started-system';

const started = useStartedSystem();

const visit = (options: BrowserContextOptions, use: (page: Page) => Promise<void>) =>
  started.visit({ at: '/', isFirstVisit: true, ...options }, use);

const steps = (page: Page) => page.getByRole('region', { name: 'First steps' });
const at = (page: Page, step: string) => page.locator(`[data-step="${step}"]`).waitFor({ timeout: 60_000 });

/** Takes all five steps as their texts say, with the keyboard only. */
async function takeAll(page: Page): Promise<void> {
  const press = async (name: string) => {
    const button = steps(page).getByRole('button', { name, exact: true });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
  };
  await at(page, 'write');
  await page.getByLabel('New post').focus();
  await page.keyboard.type('My first post');
  await page.keyboard.press('Control+Enter');
  await at(page, 'travel');
  await steps(page).getByRole('link', { name: 'your post' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'My first post' }).waitFor();
  await page.getByLabel('Your comment').focus();
  await page.keyboard.type('A pear');
  await page.keyboard.press('Control+Enter');
  await at(page, 'stop');
  await press('Stop moderation');
  await press('Write 40 comments a second');
  await at(page, 'start');
  await press('Stop the load');
  await press('Start moderation');
  // The account's own step is passed at once if everything has arrived by then.
  await at(page, 'finished');
}

const LOOKS: [string, BrowserContextOptions][] = [
  ['a desktop, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['a phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
];
for (const [what, options] of LOOKS) {
  itInBrowser(
    `takes the five first steps by the keyboard alone, each done once it has happened, on ${what}`,
    () =>
      visit(options, async (page) => {
        await expectAccessible(page);
        await takeAll(page);
        await expectAccessible(page);
        await steps(page).getByRole('button', { name: 'Close the first steps' }).click();
        await steps(page).waitFor({ state: 'detached' });
        await page.reload();
        await page.getByRole('button', { name: 'First steps' }).waitFor();
        expect(await steps(page).count()).toBe(0);
      }),
    150_000,
  );
}

itInBrowser('hides them permanently, and shows them again when asked', () =>
  visit({ viewport: { width: 320, height: 640 } }, async (page) => {
    await steps(page).getByRole('button', { name: 'Skip the first steps' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'First steps' }).click();
    await at(page, 'write');
    expect(await page.evaluate<number>('document.scrollingElement.scrollWidth')).toBe(320);
  }),
);
