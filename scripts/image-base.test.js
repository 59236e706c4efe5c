'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { imageBase } = require('./image-base');
const { chooseFolders, imageOf } = require('./image-names');

const ROOT = path.join(__dirname, '..');

describe('the base of an image', () => {
  test.each([
    ['FROM node:24', 'node:24'],
    ['FROM node:24 AS build\nRUN true\nFROM nginx:1.28 AS production', 'nginx:1.28'],
    ['FROM node:24 AS tools\nFROM tools AS sources\nfrom sources as dev', 'node:24'],
    ['FROM node:24 AS node\nFROM nginx:1.28\nFROM node', 'node:24'],
  ])('of %j is %s', (dockerfile, base) => {
    expect(imageBase(dockerfile)).toBe(base);
  });

  test.each([
    ['posts', 'node:24-bookworm-slim'],
    ['client', 'nginx:1.28-bookworm'],
    ['e2e', 'node:24-bookworm-slim'],
  ])('of %s is %s', (folder, base) => {
    expect(imageBase(fs.readFileSync(path.join(ROOT, folder, 'Dockerfile'), 'utf8'))).toBe(base);
  });
});

describe('the images', () => {
  test('are those of all folders that have a Dockerfile, but for the tests, unless some are named', () => {
    const withDockerfile = fs
      .readdirSync(ROOT)
      .filter((name) => fs.existsSync(path.join(ROOT, name, 'Dockerfile')));
    expect(chooseFolders(['all']).toSorted()).toEqual(withDockerfile.toSorted());
    expect([...chooseFolders([]), 'e2e'].toSorted()).toEqual(withDockerfile.toSorted());
    expect(chooseFolders(['query', 'blog-posts']).map(imageOf)).toEqual(['blog-posts', 'blog-query']);
  });

  test('that nobody knows are named', () => {
    expect(() => chooseFolders(['posts', 'blog'])).toThrow(
      'There is no image of blog: expected all, or some of event-bus, ',
    );
  });
});
