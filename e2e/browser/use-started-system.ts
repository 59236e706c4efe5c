import type { BrowserContextOptions, Page } from 'playwright-core';
import { StartedSystem } from '../harness/started-system';
import { TestBrowser } from './test-browser';

interface Visit extends BrowserContextOptions {
  /** Path to open. */
  readonly at: string;
  readonly isFirstVisit?: boolean;
}

/**
 * One system with its lab, as `npm start` runs it, and one browser, for the tests of a file; neither without chromium, where
 * the tests are skipped.
 */
export function useStartedSystem() {
  let browser: TestBrowser | undefined;
  let system: StartedSystem | undefined;
  beforeAll(async () => {
    browser = await TestBrowser.launch();
    if (browser !== undefined) system = await StartedSystem.start({ hasBuiltPage: true });
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  return {
    get system(): StartedSystem {
      if (system === undefined) throw new Error('There is no system without a browser.');
      return system;
    },
    /** Opens the page without motion and passes it to `use`. */
    async visit({ at, ...options }: Visit, use: (page: Page) => Promise<void>): Promise<void> {
      if (browser === undefined) throw new Error('There is no browser.');
      const baseURL = this.system.pageUrl;
      await browser.visit({ baseURL, reducedMotion: 'reduce', ...options }, async (page) => {
        await page.goto(at);
        await use(page);
      });
    },
  };
}
