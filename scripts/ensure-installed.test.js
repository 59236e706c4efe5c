'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ensureInstalled, installWorkspaces } = require('./ensure-installed');

let root;
let run;

const wanted = {
  '': { name: 'blog' },
  posts: { version: '0.1.0' },
  'node_modules/@blog/posts': { link: true, resolved: 'posts' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', optional: true },
  'node_modules/c': { version: '3.0.0', peer: true },
};
/** What npm notes of it: not the root, nor what it left out. */
const { '': _, 'node_modules/b': __, 'node_modules/c': ___, ...installed } = wanted;

const lock = (packages) => JSON.stringify({ lockfileVersion: 3, packages });
const writeLock = (packages) => fs.writeFileSync(path.join(root, 'package-lock.json'), lock(packages));
/** As "npm ci" does at its end. */
const note = (packages) => {
  fs.mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  fs.writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), lock(packages));
};

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'ensure-installed-'));
  writeLock(wanted);
  run = jest.fn(() => {
    note(installed);
    return { status: 0 };
  });
  jest.spyOn(console, 'log').mockImplementation(() => {});
  jest.spyOn(console, 'error').mockImplementation(() => {});
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(root, { recursive: true });
});

test.each(['#', '?', '%'])('a folder with %s in its path is refused in one sentence', (character) => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exited');
  });
  expect(() => ensureInstalled({ root: path.join(root, `a${character}b`), run })).toThrow('exited');
  expect(exit).toHaveBeenCalledWith(1);
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining(`has a "${character}" in it`));
  expect(run).not.toHaveBeenCalled();
});

describe('what is missing gets installed', () => {
  test('on a bare clone, and says why', () => {
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
    expect(console.log).toHaveBeenCalledWith(expect.stringContaining('node_modules is missing'));
  });

  test('once: the next run installs and says nothing', () => {
    ensureInstalled({ root, run });
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
    expect(console.log).toHaveBeenCalledTimes(1);
  });

  test('but not what "npm ci" by hand has installed', () => {
    note(installed);
    ensureInstalled({ root, run });
    expect(run).not.toHaveBeenCalled();
  });

  test.each([
    ['with another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['with another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['without a package', { 'node_modules/a': undefined }],
    ['without the link to a workspace', { 'node_modules/@blog/posts': undefined }],
  ])('again when node_modules was left %s', (_what, change) => {
    note({ ...installed, ...change });
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
    expect(console.log).toHaveBeenCalledWith(
      expect.stringContaining('node_modules is not what package-lock.json says'),
    );
  });

  test('again when an install was interrupted', () => {
    fs.mkdirSync(path.join(root, 'node_modules', 'a'), { recursive: true });
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('again when package-lock.json has changed', () => {
    ensureInstalled({ root, run });
    writeLock({ ...wanted, 'node_modules/d': { version: '4.0.0' } });
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('again after a failure, which ends the process with the exit code of npm', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exited');
    });
    const failing = jest.fn(() => ({ status: 7 }));
    expect(() => ensureInstalled({ root, run: failing })).toThrow('exited');
    expect(exit).toHaveBeenCalledWith(7);
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining('npm ci failed (exit code 7)'));
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('not again when a new workspace was installed, which has changed package-lock.json', () => {
    ensureInstalled({ root, run });
    const added = { statistics: { version: '0.1.0' } };
    const install = jest.fn(() => {
      writeLock({ ...wanted, ...added });
      note({ ...installed, ...added });
      return { status: 0 };
    });
    installWorkspaces({ root, run: install });
    expect(install).toHaveBeenCalledWith(root, 'install');
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
