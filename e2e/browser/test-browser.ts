import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { missingTools } from '../harness/missing-tools';

/** Where a failing test saves its evidence: `<test>.png`, and `<test>.zip` for Playwright's trace viewer. */
const FAILURES = join(__dirname, '../.failures');
const WIDE = { width: 1440, height: 900 };
/** What the page stores once a person has closed the first steps. */
const STEPS_CLOSED = `'{"done":0,"isOpen":false}'`;

/** Jest's `it`, or `it.skip` when this machine has no chromium. */
export const itInBrowser: typeof it | typeof it.skip = missingTools.has('chromium') ? it.skip : it;

/** A real chromium; every page of a test is recorded, and the recording is kept if the test fails. */
export class TestBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Undefined without chromium; its tests are then skipped. */
  static async launch(): Promise<TestBrowser | undefined> {
    const executablePath = process.env.CHROMIUM;
    if (executablePath === undefined) return undefined;
    // The browser's sandbox does not work in a container; only our own pages are opened.
    return new TestBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  /**
   * Calls `use` with as many pages at `baseUrl` as it takes, each in its own window. An error thrown in a page, or a violation
   * of its content security policy, also fails the test. `isFirstVisit` shows the first steps.
   */
  async visit(
    { isFirstVisit = false, ...options }: BrowserContextOptions & { baseURL: string; isFirstVisit?: boolean },
    use: (page: Page, openAnother: () => Promise<Page>) => Promise<void>,
  ): Promise<void> {
    const context = await this.#browser.newContext({
      viewport: WIDE,
      locale: 'en-GB',
      // Tests cannot see the requests of a service worker; its own tests enable it.
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(20_000);
    if (!isFirstVisit) {
      await context.addInitScript(`localStorage.setItem('first-steps', ${STEPS_CLOSED})`);
    }
    const errors: string[] = [];
    // A screenshot of every frame costs as much as the test. Without screenshots, Chromium does not draw a window behind
    // another.
    const hasWindows = use.length > 1;
    await context.tracing.start({ screenshots: hasWindows, snapshots: true });
    const open = async () => {
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) errors.push(message.text());
      });
      return page;
    };
    const page = await open();
    try {
      await use(page, open);
      expect(errors).toEqual([]);
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
