'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** The full path of the first of `names` found on PATH or in /usr/sbin, which most users' PATH lacks. */
function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
}

module.exports = { findProgram };
