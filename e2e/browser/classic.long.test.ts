import type { Page } from 'playwright-core';
import { eventually } from '../../service-kit/test/eventually';
import { expectAccessible } from './expect-accessible';
import { itInBrowser } from './test-browser';
import { useStartedSystem } from './use-started-system';

const started = useStartedSystem();

const visit = (use: (page: Page) => Promise<void>) => started.visit({ at: '/topology' }, use);

const panelOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** The number next to a word in a panel. */
async function countOf(page: Page, panel: string, word: string): Promise<number> {
  const figure = panelOf(page, panel).locator('dt', { hasText: word }).locator('xpath=following-sibling::dd');
  return Number((await figure.textContent())?.replaceAll(',', ''));
}
const until = (what: () => Promise<boolean>) =>
  eventually(
    async () => {
      if (!(await what())) throw new Error('It is not so yet.');
    },
    { withinMs: 60_000, everyMs: 100 },
  );

itInBrowser(
  'runs the classic bus beside ours, kills both, and shows what is lost there and not here, with the keyboard alone',
  () =>
    visit(async (page) => {
      const press = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Enter');
      };
      const classicSwitch = page.getByRole('switch', { name: 'Run the classic bus beside it' });
      await classicSwitch.focus();
      await page.keyboard.press('Space');
      const parts = page.getByRole('list', { name: 'Parts of the classic system' });
      await until(async () => (await parts.getByText(': running').count()) === 5);

      await press('Start load');
      const accepted = panelOf(page, 'The classic system')
        .getByRole('listitem')
        .filter({ hasText: 'accepted' });
      await until(async () => Number((await accepted.textContent())?.replace(/\D/g, '')) > 20);
      await press('Controls for event-bus');
      await press('Kill');
      await parts.getByText('event-bus: down').waitFor();
      await press('Start event-bus');
      await parts.getByText('event-bus: running').waitFor();
      await until(async () => (await countOf(page, 'The classic system', 'lost')) > 20);
      await press('Stop load');

      await panelOf(page, 'This system')
        .getByText(/^All .* everywhere, once, in order\.$/)
        .waitFor({ timeout: 60_000 });
      for (const word of ['lost', 'twice', 'out of order'])
        expect([word, await countOf(page, 'This system', word)]).toEqual([word, 0]);
      expect(await countOf(page, 'The classic system', 'lost')).toBeGreaterThan(20);
      await expectAccessible(page);

      await classicSwitch.focus();
      await page.keyboard.press('Space');
      await panelOf(page, 'The classic system').waitFor({ state: 'detached' });
      await panelOf(page, 'Account').waitFor();
    }),
  180_000,
);
