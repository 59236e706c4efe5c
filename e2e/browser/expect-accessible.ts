import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** Replaces axe's source on a page that already has it: reading it again takes longer than the check. */
const HAS_AXE = { axeSource: 'void 0' };

async function violationsOf(page: Page): Promise<string[]> {
  const hasAxe = await page.evaluate(() => 'axe' in globalThis);
  // Legacy mode: otherwise it opens another window for each check, to support frames, which the page does not have.
  const axe = new AxeBuilder({ page, ...(hasAxe && HAS_AXE) }).setLegacyMode();
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** Expects a page in its current state to be accessible in both themes and both sizes, and as wide as its window. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await violationsOf(page);
      expect({ ...viewport, colorScheme, found }).toEqual({ ...viewport, colorScheme, found: [] });
    }
    const width = await page.evaluate<number>('document.scrollingElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(viewport.width);
  }
}
