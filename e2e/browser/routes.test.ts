import type { Page } from 'playwright-core';
import { useSystem } from './use-system';

const system = useSystem();

/** The focused element, and whether its focus is visible; a radio button shows it on its label. */
const FOCUSED = `{
  const { activeElement: focused } = document;
  const outlined = [focused, focused.closest('label') ?? focused];
  const isShown = outlined.some((each) => getComputedStyle(each).outlineStyle !== 'none');
  (isShown ? 'shown: ' : 'not shown: ') + focused.outerHTML;
}`;

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const theme = (page: Page) => page.evaluate<string | undefined>('document.documentElement.dataset.theme');
/** Lightness of the background, 0 to 255. */
const ground = async (page: Page) => {
  const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  return Math.max(...(color.match(/\d+/g) ?? []).map(Number));
};

system.it('every address can be opened and loaded again, and names its page in the tab', async (page) => {
  const post = await system.blog.createPost('A post with an address');
  await system.blog.settled();
  const pages = [
    ['/', 'Posts'],
    [`/posts/${post.id}`, 'A post with an address'],
    ['/bus', 'Bus'],
    ['/bus/1', 'Bus', 'Event 1'],
    ['/topology', 'Topology'],
    ['/time-travel', 'Time travel'],
    ['/nowhere/at/all', 'Page not found'],
  ] as const;
  for (const [path, title, tab = title] of pages) {
    await page.goto(path);
    await heading(page, title).waitFor();
    await page.reload();
    await heading(page, title).waitFor();
    expect(await page.title()).toBe(`${tab} · Microservices blog`);
    expect(new URL(page.url()).pathname).toBe(path);
  }
});

system.it('back and forward lead through the pages as they were visited', async (page) => {
  const post = await system.blog.createPost('On the way');
  await system.blog.settled();
  await page.goto('/');
  await page.getByRole('link', { name: 'On the way' }).click();
  await heading(page, 'On the way').waitFor();
  await page.getByRole('link', { name: 'Bus', exact: true }).click();
  await page.getByRole('row').filter({ hasText: post.id }).click();
  await page.getByRole('complementary', { name: 'Open event' }).waitFor();
  await page.goBack();
  await page.getByRole('complementary', { name: 'Open event' }).waitFor({ state: 'detached' });
  await page.goBack();
  await heading(page, 'On the way').waitFor();
  await page.goBack();
  await heading(page, 'Posts').waitFor();
  await page.goForward();
  await heading(page, 'On the way').waitFor();
  expect(await page.title()).toContain('On the way');
});

system.it(
  'the page is as dark as the system is',
  async (page) => {
    await page.goto('/');
    expect(await ground(page)).toBeLessThan(60);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground(page)).toBeGreaterThan(200);
  },
  { colorScheme: 'dark' },
);

system.it(
  'a chosen theme is kept over a reload, and is there before the first paint',
  async (page) => {
    // The body starts after the head's scripts have run; nothing is painted before it.
    await page.addInitScript(`new MutationObserver((_changes, observer) => {
      if (document.body === null) return;
      globalThis.themeAtBody = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true })`);
    await page.goto('/');
    expect(await theme(page)).toBeUndefined();
    await page.getByTitle('Theme: dark').click();
    expect(await ground(page)).toBeLessThan(60);
    await page.reload();
    expect(await page.evaluate('globalThis.themeAtBody')).toBe('dark');
    expect(await ground(page)).toBeLessThan(60);
    await page.getByTitle('Theme: system').click();
    await page.reload();
    await heading(page, 'Posts').waitFor();
    expect(await page.evaluate('globalThis.themeAtBody')).toBeUndefined();
    expect(await ground(page)).toBeGreaterThan(200);
  },
  { colorScheme: 'light' },
);

system.it('the first press of Tab offers to skip to the content', async (page) => {
  await page.goto('/');
  await heading(page, 'Posts').waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  expect((await skip.boundingBox())?.width).toBeGreaterThan(100);
  await page.keyboard.press('Enter');
  await page.locator('main:focus').waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true);
});

system.it('whatever the keyboard reaches shows that it has the focus', async (page) => {
  const post = await system.blog.createPost('To be tabbed through');
  await system.blog.comment(post.id, 'with a comment');
  await system.blog.settled();
  const pages = [
    ['/', 'a', 'To be tabbed through'],
    [`/posts/${post.id}`, 'textarea', ''],
    ['/bus/1', '[aria-label="The event as JSON"]', '"type"'],
    ['/topology', 'button', 'Pause'],
    ['/time-travel', 'button', 'To be tabbed through'],
  ] as const;
  for (const [path, selector, text] of pages) {
    await page.goto(path);
    const last = page.locator(`main ${selector}`).filter({ hasText: text }).last();
    await last.waitFor();
    await page.keyboard.press('Tab');
    while (!(await last.evaluate((element) => element.matches(':focus')))) {
      expect([path, await page.evaluate(FOCUSED)]).toEqual([path, expect.stringMatching(/^shown/)]);
      await page.keyboard.press('Tab');
    }
    expect(await page.evaluate(FOCUSED)).toMatch(/^shown/);
  }
});
