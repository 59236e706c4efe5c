'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ensureInstalled, installWorkspaces } = require('./ensure-installed');

let root;
let run;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'ensure-installed-'));
  fs.writeFileSync(path.join(root, 'package-lock.json'), '{"lockfileVersion":3}');
  run = jest.fn(() => {
    fs.mkdirSync(path.join(root, 'node_modules'), { recursive: true });
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

  const lock = (packages) => JSON.stringify({ lockfileVersion: 3, packages });
  const wanted = {
    '': { name: 'blog' },
    posts: { version: '0.1.0' },
    'node_modules/@blog/posts': { link: true, resolved: 'posts' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };
  const installByHand = (packages) => {
    fs.writeFileSync(path.join(root, 'package-lock.json'), lock(wanted));
    fs.mkdirSync(path.join(root, 'node_modules'));
    fs.writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), lock(packages));
  };

  test('but not what "npm ci" by hand has installed', () => {
    installByHand({ 'node_modules/@blog/posts': { link: true }, 'node_modules/a': { version: '1.0.0' } });
    ensureInstalled({ root, run });
    expect(run).not.toHaveBeenCalled();
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['too little', { 'node_modules/b': { version: '2.0.0' } }],
  ])('also when "npm ci" by hand has installed %s', (_what, packages) => {
    installByHand(packages);
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('again when package-lock.json has changed', () => {
    ensureInstalled({ root, run });
    fs.writeFileSync(path.join(root, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(2);
    expect(console.log).toHaveBeenLastCalledWith(expect.stringContaining('package-lock.json has changed'));
  });

  test('again after a failure, which ends the process with the exit code of npm', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exited');
    });
    fs.mkdirSync(path.join(root, 'node_modules'));
    const failing = jest.fn(() => ({ status: 7 }));
    expect(() => ensureInstalled({ root, run: failing })).toThrow('exited');
    expect(exit).toHaveBeenCalledWith(7);
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining('npm ci failed (exit code 7)'));
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('not again when a new workspace was installed, which has changed package-lock.json', () => {
    ensureInstalled({ root, run });
    const install = jest.fn(() => {
      fs.writeFileSync(path.join(root, 'package-lock.json'), '{"lockfileVersion":3,"packages":{"new":{}}}');
      return { status: 0 };
    });
    installWorkspaces({ root, run: install });
    expect(install).toHaveBeenCalledWith(root, 'install');
    ensureInstalled({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
