'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { buildPage } = require('./build-page');

let root;
let run;

const write = (name, content) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
};

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'build-page-'));
  write('client/index.html', '<!doctype html>');
  write('client/src/blog/posts.tsx', '1');
  write('contracts/src/index.ts', '1');
  write('package-lock.json', '{}');
  run = jest.fn(() => {
    write('client/dist/page/index.html', '<!doctype html>');
    return { status: 0 };
  });
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(root, { recursive: true });
});

describe('the page is built', () => {
  test('once, and says so in one line: the next time does and says nothing', () => {
    expect(buildPage({ root, run })).toBe(true);
    expect(buildPage({ root, run })).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
    expect(console.log).toHaveBeenCalledTimes(1);
  });

  test.each([
    'client/index.html',
    'client/src/blog/posts.tsx',
    'client/src/blog/new.tsx',
    'client/public/icon.svg',
    'client/vite.config.mts',
    'client/page-worker.js',
    'contracts/src/index.ts',
    'package-lock.json',
  ])('again when %s has changed', (name) => {
    buildPage({ root, run });
    write(name, '{"other":2}');
    buildPage({ root, run });
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('not again for a test, or a file that was only touched', () => {
    buildPage({ root, run });
    write('client/src/blog/posts.test.tsx', '');
    fs.utimesSync(path.join(root, 'client/index.html'), 1, 1);
    buildPage({ root, run });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('again when it was deleted', () => {
    buildPage({ root, run });
    fs.rmSync(path.join(root, 'client/dist/page'), { recursive: true });
    buildPage({ root, run });
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('again after a failure, also once the mistake is taken back', () => {
    buildPage({ root, run });
    write('client/src/blog/posts.tsx', 'a mistake');
    expect(buildPage({ root, run: () => ({ status: 1 }) })).toBe(false);
    write('client/src/blog/posts.tsx', '1');
    expect(buildPage({ root, run })).toBe(true);
    expect(run).toHaveBeenCalledTimes(2);
  });
});
