import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** Stands for the source of axe on a page that has it: reading it again would take longer than looking. */
const HAS_AXE = { axeSource: 'void 0' };

async function violationsOf(page: Page): Promise<string[]> {
  const hasAxe = await page.evaluate(() => 'axe' in globalThis);
  // Without the legacy mode it opens one more window at each look, for the sake of frames, which the page has none of.
  const axe = new AxeBuilder({ page, ...(hasAxe && HAS_AXE) }).setLegacyMode();
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** Expects a page, as it is now, to be accessible in both themes and both sizes, and as wide as its window. */
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
