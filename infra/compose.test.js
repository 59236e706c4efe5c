'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { imageOf, partsInContainers } = require('../scripts/image-names');
const { sourcesOf } = require('./image-sources');

const read = (name) =>
  parse(readFileSync(path.join(__dirname, '..', name), 'utf8'), { merge: true }).services;
const shipped = read('compose.yaml');
const development = read('compose.override.yaml');

it('has every part, and the tests only where they are asked for', () => {
  const names = partsInContainers.map(({ name }) => name).toSorted();
  expect(Object.keys(development).toSorted()).toEqual(names);
  expect(Object.keys(shipped).toSorted()).toEqual([...names, 'tests'].toSorted());
  expect(shipped.tests.profiles).toEqual(['test']);
});

describe.each(partsInContainers)('$name', ({ name, port }) => {
  it('is built from its Dockerfile, and answers to its name, on this machine only', () => {
    expect(shipped[name]).toMatchObject({
      image: imageOf(name),
      build: { context: '.', dockerfile: `${name}/Dockerfile` },
      environment: { ALLOWED_HOSTS: name },
      ports: [`127.0.0.1:${port}:${port}`],
      read_only: true,
      cap_drop: ['ALL'],
    });
    expect(shipped[name].environment.PORT ?? port).toBe(port);
  });

  it('runs its sources in development, under another tag, and gets edits of them', () => {
    const { image, build, develop } = development[name];
    expect({ image, build }).toEqual({ image: `${imageOf(name)}:dev`, build: { target: 'dev' } });
    expect(develop.watch).toContainEqual({ action: 'sync', path: `${name}/src`, target: `/app/${name}/src` });
    for (const { path: from, target } of develop.watch.filter(({ action }) => action === 'sync')) {
      expect(target).toBe(`/app/${from}`);
    }
    const watched = develop.watch.map((entry) => entry.path);
    const missed = sourcesOf(`${name}/Dockerfile`).filter(
      (file) => !watched.some((from) => file === from || file.startsWith(`${from}/`)),
    );
    expect(missed).toEqual([]);
  });
});
