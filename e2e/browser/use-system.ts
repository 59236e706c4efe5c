import type { BrowserContextOptions, Page } from 'playwright-core';
import { BlogSystem } from '../harness/blog-system';
import type { ServiceProcess } from '../harness/service-process';
import { itInBrowser, TestBrowser } from './test-browser';

/**
 * One running system with its page, and one browser, for the tests of a file. `it` is a test with its own page, skipped without
 * chromium.
 */
export function useSystem() {
  let system: BlogSystem | undefined;
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    browser = await TestBrowser.launch();
    if (browser !== undefined) system = await BlogSystem.start({ page: true });
  }, 60_000);
  // A failed test may leave a service dead.
  afterEach(async () => {
    const isUp = async ({ url }: ServiceProcess) =>
      (await fetch(`${url}/healthz`).catch(() => undefined))?.ok;
    for (const service of Object.values(system?.services ?? {})) {
      if (!(await isUp(service))) await service.start();
    }
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  return {
    get blog(): BlogSystem {
      if (system === undefined) throw new Error('There is no system without a browser.');
      return system;
    },
    it(
      promise: string,
      test: (page: Page, openAnother: () => Promise<Page>) => Promise<void>,
      context: BrowserContextOptions = {},
    ): void {
      itInBrowser(
        promise,
        async () => {
          if (browser === undefined) throw new Error('There is no browser.');
          await browser.visit({ ...context, baseURL: this.blog.pageUrl }, test);
        },
        90_000,
      );
    },
  };
}
