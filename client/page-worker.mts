import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = join(import.meta.dirname, 'page-worker.js');
const PUBLIC = join(import.meta.dirname, 'public');
/** Useless without a connection. */
const LEFT_OUT = /\.(map|txt)$/;

/** Builds the page's service worker, which lists every file of the build and differs from any other build's. */
export function pageWorker(): Plugin {
  return {
    name: 'page-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const built = Object.values(bundle);
      const entry = built.find((file) => file.type === 'chunk' && file.isEntry)?.fileName;
      if (entry === undefined) this.error('The build has no entry.');
      const named = readdirSync(PUBLIC).filter((name) => !LEFT_OUT.test(name));
      const hashed = built
        .map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('assets/') && !LEFT_OUT.test(name));
      const hash = createHash('sha256').update(readFileSync(WORKER)).update(hashed.sort().join());
      for (const name of named.sort()) hash.update(readFileSync(join(PUBLIC, name)));
      const page = bundle['index.html'];
      if (page?.type === 'asset') hash.update(page.source);
      const values: Record<string, string> = {
        "'/*{build}*/'": JSON.stringify(hash.digest('hex').slice(0, 16)),
        '/*{files}*/ []': JSON.stringify(['/', ...[...named, ...hashed].map((name) => `/${name}`)]),
        "'/*{entry}*/'": JSON.stringify(entry),
      };
      const source = Object.entries(values).reduce(
        (text, [mark, value]) => text.replace(mark, () => value),
        readFileSync(WORKER, 'utf8'),
      );
      this.emitFile({ type: 'asset', fileName: 'page-worker.js', source });
    },
  };
}
