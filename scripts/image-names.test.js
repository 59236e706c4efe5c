'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { chooseFolders, imageOf } = require('./image-names');

const ROOT = path.join(__dirname, '..');

describe('the images', () => {
  test('are those of all folders with a Dockerfile except the tests, unless some are named', () => {
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
