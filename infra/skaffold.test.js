'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse, parseAllDocuments } = require('yaml');
const { imageOf, partsInContainers } = require('../scripts/image-names');
const { sourcesOf, stageOf } = require('./image-sources');

const ROOT = path.join(__dirname, '..');
const FILE = path.join(ROOT, 'skaffold.yaml');
const DEBUG_PORT = 9229;
const MANIFESTS = path.join(ROOT, 'infra', 'k8s');

const services = partsInContainers.filter(({ name }) => name !== 'client');
const imagesOf = (parts) => parts.map(({ name }) => imageOf(name)).toSorted();

/** The configuration with these profiles applied in order, as Skaffold does. */
function configure(...profiles) {
  const config = parse(readFileSync(FILE, 'utf8'));
  for (const name of profiles) {
    const { patches } = config.profiles.find((profile) => profile.name === name);
    for (const { op, path: pointer, value } of patches) {
      expect(['add', 'replace']).toContain(op);
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

const manifestFiles = readdirSync(MANIFESTS).filter((file) => file.endsWith('.yaml'));
const objects = manifestFiles.flatMap((file) =>
  parseAllDocuments(readFileSync(path.join(MANIFESTS, file), 'utf8')).map((document) => document.toJS()),
);
const withPods = objects.filter(({ spec }) => spec.template !== undefined);

/** A pattern as Skaffold reads it: `**` matches any folders, `*` anything within one. */
const patternOf = (src) =>
  new RegExp(`^${src.replaceAll('.', '\\.').replaceAll('**/', '(.+/)?').replaceAll('*', '[^/]*')}$`);

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

it('builds the sources of every part in skaffold dev', () => {
  const dev = configure('dev');
  expect(withTarget(dev, 'dev-read-only').toSorted()).toEqual(imagesOf(partsInContainers));
  expect(dev.build.artifacts).toHaveLength(partsInContainers.length);
});

describe.each(configure('dev').build.artifacts)('$image in skaffold dev', ({ docker, sync }) => {
  const sources = sourcesOf(docker.dockerfile);

  it('gets an edit of all that it was made of', () => {
    const missed = sources.filter((file) => !sync.manual.some(({ src }) => patternOf(src).test(file)));
    expect(missed).toEqual([]);
  });

  it('has it where the image has it, on a root file system that is read-only', () => {
    expect(sync.manual.filter(({ dest, strip }) => dest !== '/app' || strip !== undefined)).toEqual([]);
    const [volume] = stageOf(docker.dockerfile, 'dev-read-only').filter((line) => line.startsWith('VOLUME '));
    const writable = JSON.parse(volume.slice('VOLUME '.length));
    const refused = sources.filter(
      (file) => !writable.some((folder) => `/app/${file}`.startsWith(`${folder}/`)),
    );
    expect(refused).toEqual([]);
  });
});

it('restarts no container in skaffold dev, which would lose the edits in it', () => {
  const { manifests } = configure('dev');
  expect(Object.keys(manifests)).toEqual(['kustomize']);
  expect(manifests.kustomize.paths).toEqual(['infra/dev']);
  const { resources, patches } = parse(
    readFileSync(path.join(ROOT, 'infra', 'dev', 'kustomization.yaml'), 'utf8'),
  );
  expect(resources).toEqual(['../k8s']);
  expect(patches.map(({ target }) => target)).toEqual([{ kind: 'Deployment' }]);
  const removed = parse(patches[0].patch).map(({ op, path: pointer }) => {
    expect(op).toBe('remove');
    return pointer.replace('/spec/template/spec/containers/0/', '');
  });
  for (const { kind, metadata, spec } of withPods) {
    expect({ kind, name: metadata.name, containers: spec.template.spec.containers }).toEqual({
      kind: 'Deployment',
      name: metadata.name,
      containers: [expect.anything()],
    });
    const probes = Object.keys(spec.template.spec.containers[0]).filter((key) => key.endsWith('Probe'));
    expect(probes.toSorted()).toEqual(['readinessProbe', ...removed].toSorted());
  }
});

it('labels no pod with the run but in skaffold dev: each run without a change would replace it', () => {
  const { activation, resourceSelector } = configure().profiles.find(
    ({ name }) => name === 'keep-unchanged-pods',
  );
  expect(activation).toEqual([{ command: '!dev' }]);
  const kinds = new Set(withPods.map(({ apiVersion, kind }) => `${kind}.${apiVersion.split('/')[0]}`));
  expect(resourceSelector.allow.map(({ groupKind }) => groupKind)).toEqual([...kinds]);
  for (const { image, labels, podSpec } of resourceSelector.allow) {
    expect({ image, labels, podSpec }).toEqual({
      image: ['.*'],
      labels: ['.metadata.labels'],
      podSpec: ['.*'],
    });
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
