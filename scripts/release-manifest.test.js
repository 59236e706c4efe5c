'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse, parseAllDocuments } = require('yaml');
const { chooseFolders, imageOf } = require('./image-names');
const { releaseManifest } = require('./release-manifest');

const ROOT = path.join(__dirname, '..');
const IMAGES = chooseFolders([]).map(imageOf);
const digestOf = (index) => `sha256:${String(index).padStart(64, '0')}`;
const DIGESTS = Object.fromEntries(IMAGES.map((image, index) => [image, digestOf(index)]));

const objects = parseAllDocuments(releaseManifest('registry.example/owner/', DIGESTS)).map((document) =>
  document.toJS(),
);

test('has every object of infra/k8s, once', () => {
  const kinds = readFileSync(path.join(ROOT, 'infra/k8s/Kustomization'), 'utf8');
  const files = parse(kinds).resources;
  const expected = files.flatMap((name) =>
    parseAllDocuments(readFileSync(path.join(ROOT, 'infra/k8s', name), 'utf8')).map((document) => {
      const { kind, metadata } = document.toJS();
      return `${kind} ${metadata.name}`;
    }),
  );
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(expected);
});

test('takes every image from the registry, by its digest', () => {
  const images = objects
    .flatMap(({ spec }) => spec?.template?.spec?.containers ?? [])
    .map(({ image }) => image);
  expect(images.sort()).toEqual(
    IMAGES.map((image) => `registry.example/owner/${image}@${DIGESTS[image]}`).sort(),
  );
});

test('is refused without the digest of one', () => {
  const { 'blog-query': _, ...others } = DIGESTS;
  expect(() => releaseManifest('registry.example/', others)).toThrow('Expected the digest of blog-query');
  expect(() => releaseManifest('registry.example/', { ...others, 'blog-query': 'latest' })).toThrow(
    'got latest',
  );
});

describe('the release workflow', () => {
  const workflow = parse(readFileSync(path.join(ROOT, '.github/workflows/release.yml'), 'utf8'));

  test('takes every action by its commit', () => {
    const uses = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => step.uses ?? []),
    );
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
  });

  test('may write no more than each of its jobs needs', () => {
    expect(workflow.permissions).toEqual({});
    const permissions = Object.values(workflow.jobs).map((job) => job.permissions);
    expect(permissions).toEqual([
      { contents: 'read' },
      { contents: 'read', packages: 'write' },
      { contents: 'write' },
    ]);
  });
});
