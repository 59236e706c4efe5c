'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { parts } = require('./parts');
const { ROOT, Refused } = require('./run-tool');

/** The parts that have a Dockerfile. */
const partsInContainers = parts.filter(({ name }) => existsSync(path.join(ROOT, name, 'Dockerfile')));

const PARTS = partsInContainers.map(({ name }) => name);
/** The folders that have an image: those parts, and the tests that run against them. */
const FOLDERS = [...PARTS, 'e2e'];
const ALL = 'all';

const imageOf = (folder) => `blog-${folder}`;

/**
 * The folders of the images that were named by folder or image name. Without names: all parts; with `all`: the tests too.
 * @throws Refused  an unknown name
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

module.exports = { chooseFolders, imageOf, partsInContainers };
