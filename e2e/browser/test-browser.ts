import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { missingTools } from '../harness/missing-tools';

/** Where a failing test leaves what was to be seen: `<test>.png` and `<test>.zip`, for Playwright's trace viewer. */
const FAILURES = join(__dirname, '../.failures');
const WIDE = { width: 1440, height: 900 };
/** What the page keeps of its first steps once a person has closed them. */
const STEPS_CLOSED = `'{"done":0,"isOpen":false}'`;

/** Jest's `it`, or `it.skip` when this machine has no chromium. */
export const itInBrowser: typeof it | typeof it.skip = missingTools.has('chromium') ? it.skip : it;

/** A real chromium; every page of a test is recorded, and the record is kept if the test fails. */
export class TestBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** undefined where there is no chromium, and where its tests are left out. */
  static async launch(): Promise<TestBrowser | undefined> {
    const executablePath = process.env.CHROMIUM;
    if (executablePath === undefined) return undefined;
    // In a container the browser's own sandbox cannot be set up; it opens our own pages only.
    return new TestBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  /**
   * Gives `use` a page that opens `baseUrl`, as many as it asks for, each in a window of its own. An error that a page
   * throws, or a violation of its content security policy, fails the test as well. `isFirstVisit`: with the first steps.
   */
  async visit(
    { isFirstVisit = false, ...options }: BrowserContextOptions & { baseURL: string; isFirstVisit?: boolean },
    use: (page: Page, openAnother: () => Promise<Page>) => Promise<void>,
  ): Promise<void> {
    const context = await this.#browser.newContext({
      viewport: WIDE,
      locale: 'en-GB',
      // What it asks for in the page's place is seen by no test; those of it allow it.
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(20_000);
    if (!isFirstVisit) {
      await context.addInitScript(`localStorage.setItem('first-steps', ${STEPS_CLOSED})`);
    }
    const faults: string[] = [];
    // A picture of every frame costs as much as the test. Without it, Chromium does not draw a window behind another.
    const hasWindows = use.length > 1;
    await context.tracing.start({ screenshots: hasWindows, snapshots: true });
    const open = async () => {
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text());
      });
      return page;
    };
    const page = await open();
    try {
      await use(page, open);
      expect(faults).toEqual([]);
    } catch (error) {
      const name = (expect.getState().currentTestName ?? 'test').replace(/[^\w]+/g, '-').slice(0, 100);
      await mkdir(FAILURES, { recursive: true });
      await page.screenshot({ path: join(FAILURES, `${name}.png`) });
      await context.tracing.stop({ path: join(FAILURES, `${name}.zip`) });
      throw error;
    } finally {
      await context.close();
    }
  }
}
