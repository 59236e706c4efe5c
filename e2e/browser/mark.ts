import type { Page } from 'playwright-core';

/** Marks what a page remembers: one that was loaded again would have forgotten this. */
export async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { marked: true }));
}

export function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'marked' in globalThis);
}
