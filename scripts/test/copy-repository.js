'use strict';

const { execFileSync } = require('node:child_process');
const {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ROOT } = require('../run-tool');

const LISTED = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
const COPY = { recursive: true, preserveTimestamps: true };

const readWorkspaces = (folder) =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).workspaces;

/** Links what is installed here, and the workspaces to those of the copy, as npm would. To be repeated after one was added. */
function linkModules(folder) {
  const here = path.join(ROOT, 'node_modules');
  const there = path.join(folder, 'node_modules');
  if (!existsSync(there)) {
    mkdirSync(path.join(there, '@blog'), { recursive: true });
    for (const name of readdirSync(here).filter((entry) => entry !== '@blog')) {
      const [from, to] = [path.join(here, name), path.join(there, name)];
      // npm writes to its own.
      if (name.startsWith('.package-lock')) cpSync(from, to, COPY);
      else symlinkSync(from, to);
    }
  }
  for (const name of readWorkspaces(folder)) {
    const link = path.join(there, '@blog', name);
    if (!existsSync(link)) symlinkSync(path.join(folder, name), link);
  }
}

/** A copy of the repository with its build results, in a new folder, as a git repository of its own. */
function copyRepository() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'repository-'));
  const files = execFileSync('git', LISTED, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(path.join(ROOT, name)))) {
    cpSync(path.join(ROOT, file), path.join(folder, file), COPY);
  }
  for (const name of readWorkspaces(folder)) {
    for (const own of ['dist', 'node_modules']) {
      const from = path.join(ROOT, name, own);
      if (existsSync(from)) cpSync(from, path.join(folder, name, own), COPY);
    }
  }
  linkModules(folder);
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', '--all'], { cwd: folder });
  return folder;
}

module.exports = { copyRepository, linkModules };
