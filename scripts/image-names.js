'use strict';

const { parts } = require('./parts');
const { Refused } = require('./run-tool');

/** The folders that have a Dockerfile: the parts of the system, and the tests that run against it. */
const PARTS = parts.map(({ name }) => name);
const FOLDERS = [...PARTS, 'e2e'];
const ALL = 'all';

const imageOf = (folder) => `blog-${folder}`;

/**
 * The folders that were named, by their own name or their image's; the parts of the system without any, and the tests too
 * with `all`. @throws Refused
 */
function chooseFolders(names) {
  if (names.includes(ALL)) {
    return FOLDERS;
  }
  const folders = names.map((name) => name.replace(/^blog-/, ''));
  const unknown = folders.filter((folder) => !FOLDERS.includes(folder));
  if (unknown.length > 0) {
    throw new Refused(
      `There is no image of ${unknown.join(', ')}: expected ${ALL}, or some of ${FOLDERS.join(', ')}.`,
    );
  }
  return folders.length > 0 ? FOLDERS.filter((folder) => folders.includes(folder)) : PARTS;
}

module.exports = { chooseFolders, imageOf };
