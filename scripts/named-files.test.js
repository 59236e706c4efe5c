'use strict';

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.data', 'coverage']);
/** A path or a file name of a kind that the repository has, and no route or pattern. */
const FILE = /^\w[\w@./-]*\.(?:[jt]sx?|mts|json|ya?ml|md)$/;
/** What is built, and the service that CONTRIBUTING has its readers add. */
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

/** What a document names: files between backticks, and where its links lead. */
function namedIn(document) {
  const text = fs.readFileSync(document, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name).filter((name) => FILE.test(name));
  const linked = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
  return [...quoted, ...linked.filter((target) => !target.includes('://'))];
}

/** By its path from the document, or by the end of its path: `http/routes.ts` is in every service. */
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
