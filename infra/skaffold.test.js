'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { imageOf, partsInContainers } = require('../scripts/image-names');

const FILE = path.join(__dirname, '..', 'skaffold.yaml');
const DEBUG_PORT = 9229;

const services = partsInContainers.filter(({ name }) => name !== 'client');
const imagesOf = (parts) => parts.map(({ name }) => imageOf(name)).toSorted();

/** The configuration with these profiles, as Skaffold patches it: one after the other, in their order. */
function configure(...profiles) {
  const config = parse(readFileSync(FILE, 'utf8'));
  for (const name of profiles) {
    const { patches } = config.profiles.find((profile) => profile.name === name);
    for (const { op, path: pointer, value } of patches) {
      expect(op).toBe('add');
      const keys = pointer.slice(1).split('/');
      const last = keys.pop();
      const target = keys.reduce((node, key) => node[key], config);
      expect({ pointer, target }).toEqual({ pointer, target: expect.anything() });
      if (last === '-') target.push(value);
      else target[last] = value;
    }
  }
  return config;
}

const withTarget = ({ build }, target) =>
  build.artifacts.filter(({ docker }) => docker.target === target).map(({ image }) => image);

it('builds each part from its own Dockerfile, and the tests but for skaffold dev', () => {
  const { build, profiles } = configure('tests');
  expect(build.artifacts.map(({ image }) => image).toSorted()).toEqual(
    [...imagesOf(partsInContainers), imageOf('e2e')].toSorted(),
  );
  for (const { image, docker } of build.artifacts) {
    expect(image).toBe(imageOf(path.dirname(docker.dockerfile)));
    expect(docker.target).toBeUndefined();
  }
  expect(profiles.find(({ name }) => name === 'tests').activation).toEqual([{ command: '!dev' }]);
});

it('builds the sources of every part in skaffold dev, and copies edits of them', () => {
  const dev = configure('dev');
  expect(withTarget(dev, 'dev-read-only').toSorted()).toEqual(imagesOf(partsInContainers));
  expect(dev.build.artifacts).toHaveLength(partsInContainers.length);
  for (const { image, sync } of dev.build.artifacts) {
    const folder = image.replace(/^blog-/, '');
    expect(sync.manual.map(({ src }) => src.split('/*')[0])).toContain(`${folder}/src`);
  }
});

it('forwards the port of every part', () => {
  const expected = partsInContainers.map(({ name, port }) => ({
    resourceType: 'service',
    resourceName: `${name}-clusterip-srv`,
    port,
    localPort: port,
  }));
  const { portForward } = configure('dev');
  expect(portForward).toHaveLength(expected.length);
  expect(portForward).toEqual(expect.arrayContaining(expected));
});

it('starts every service for a debugger in skaffold dev -p debug, each on a port of its own', () => {
  const debug = configure('dev', 'debug');
  expect(withTarget(debug, 'debug').toSorted()).toEqual(imagesOf(services));
  expect(withTarget(debug, 'dev-read-only')).toEqual([imageOf('client')]);
  const forwarded = debug.portForward.filter(({ port }) => port === DEBUG_PORT);
  expect(forwarded.map(({ resourceName }) => resourceName).toSorted()).toEqual(
    services.map(({ name }) => `${name}-depl`).toSorted(),
  );
  expect(forwarded.map(({ localPort }) => localPort)).toEqual(
    forwarded.map((_forward, index) => DEBUG_PORT + index),
  );
});
