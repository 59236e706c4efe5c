import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const JAVASCRIPT_BYTES_MAX = 120_000;
const CSS_BYTES_MAX = 15_000;
const PAGE = join(__dirname, '../../client/dist/page');

const read = (path: string) => readFileSync(join(PAGE, path), 'utf8');
const gzipped = (paths: Iterable<string>) =>
  [...paths].reduce((bytes, path) => bytes + gzipSync(read(path)).length, 0);
const pathsIn = (html: string, element: RegExp) => [...html.matchAll(element)].map(([, path = '']) => path);

/** The chunks and their transitive static imports, without dynamic ones. */
function withImports(chunks: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const waiting = [...chunks];
  for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
    if (loaded.has(chunk)) continue;
    loaded.add(chunk);
    const imports = read(chunk).matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g);
    waiting.push(...[...imports].map(([, name]) => `/assets/${name}`));
  }
  return loaded;
}

describe('the first load', () => {
  const html = read('index.html');
  const scripts = pathsIn(html, /<(?:script|link rel="modulepreload")[^>]*\b(?:src|href)="([^"]+)"/g);
  const styles = pathsIn(html, /<link rel="stylesheet"[^>]*\bhref="([^"]+)"/g);
  const javaScript = withImports(scripts);

  it('is at most 120 kB of JavaScript and 15 kB of CSS, gzipped', () => {
    expect(gzipped(javaScript)).toBeLessThanOrEqual(JAVASCRIPT_BYTES_MAX);
    expect(gzipped(styles)).toBeLessThanOrEqual(CSS_BYTES_MAX);
    expect([javaScript.size > 1, styles.length]).toEqual([true, 1]);
  });

  it('has the blog only: the other views come on demand', () => {
    const onDemand = readdirSync(join(PAGE, 'assets')).filter((name) => !javaScript.has(`/assets/${name}`));
    for (const view of ['bus-page', 'topology-page', 'time-travel-page']) {
      expect(onDemand).toContainEqual(expect.stringMatching(new RegExp(`^${view}-.*\\.js$`)));
    }
  });

  it('has no script and no event handler within its HTML', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/i);
    expect(html).not.toMatch(/\son\w+\s*=/i);
    expect(html).not.toMatch(/javascript:/i);
  });
});
