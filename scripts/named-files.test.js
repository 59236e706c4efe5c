'use strict';

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.data', 'coverage']);
/** A path or file name with one of the repository's extensions; no route and no pattern. */
const FILE = /^\w[\w@./-]*\.(?:[jt]sx?|mts|json|ya?ml|md)$/;
/** Build results, and the service that readers of CONTRIBUTING add. */
const NO_FILE = /^statistics\/|(?:^|\/)dist\//;

function filesBelow(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name))
    .flatMap((entry) => {
      const place = path.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(place) : [place];
    });
}

const files = filesBelow(ROOT);

/** The files that a document names: between backticks, and as targets of links. */
function namedIn(document) {
  const text = fs.readFileSync(document, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name).filter((name) => FILE.test(name));
  const linked = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
  return [...quoted, ...linked.filter((target) => !target.includes('://'))];
}

/** Found by its path from the document or by the end of its path: `http/routes.ts` is in every service. */
function isThere(name, document) {
  return (
    fs.existsSync(path.join(path.dirname(document), name)) ||
    files.some((file) => file.endsWith(`${path.sep}${name}`))
  );
}

test.each(files.filter((file) => file.endsWith('.md')).map((file) => [path.relative(ROOT, file), file]))(
  '%s names files that are there',
  (_name, document) => {
    const missing = namedIn(document).filter((name) => !NO_FILE.test(name) && !isThere(name, document));
    expect(missing).toEqual([]);
  },
);
