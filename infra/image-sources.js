'use strict';

const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const { ROOT } = require('../scripts/run-tool');

/** Changes that need a new image: dependencies, and files read before anything watches. */
const TAKES_NEW_IMAGE = /(^|\/)(package(-lock)?\.json|\.npmrc|tsconfig\.base\.json|parts\.js)$/;
const NOT_IN_IMAGES = /\.test\.tsx?$/;

/** The lines of one stage of a Dockerfile. */
const stageOf = (dockerfile, title) =>
  readFileSync(path.join(ROOT, dockerfile), 'utf8')
    .split(/^(?=FROM )/m)
    .find((stage) => stage.split('\n', 1)[0].endsWith(` AS ${title}`))
    .split('\n');

const filesIn = (folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_IN_IMAGES.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));

/**
 * The files, relative to the repository's root, that a part's development image runs and that can be replaced in its
 * container. For a package, those in its `src`.
 */
function sourcesOf(dockerfile) {
  const copied = stageOf(dockerfile, 'sources')
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(' ').slice(1, -1))
    .filter((name) => !TAKES_NEW_IMAGE.test(name));
  return copied.flatMap((name) => {
    if (statSync(path.join(ROOT, name)).isFile()) return [name];
    return filesIn(existsSync(path.join(ROOT, name, 'src')) ? `${name}/src` : name);
  });
}

module.exports = { sourcesOf, stageOf };
