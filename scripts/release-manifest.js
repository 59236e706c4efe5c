'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parse, stringify, parseAllDocuments } = require('yaml');
const { imageOf, partsInContainers } = require('./image-names');
const { ROOT, Refused, reportingErrors } = require('./run-tool');

const FOLDER = path.join(ROOT, 'infra/k8s');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const USAGE =
  'Usage: node scripts/release-manifest.js <prefix> <digests.json>\n' +
  'The prefix is what stands before "blog-posts" in the registry; the file has the digest of each image by its name.';

/** The files that `kubectl apply -f infra/k8s/` reads, in its order. */
const manifests = () =>
  parse(fs.readFileSync(path.join(FOLDER, 'Kustomization'), 'utf8')).resources.map((name) =>
    fs.readFileSync(path.join(FOLDER, name), 'utf8'),
  );

/**
 * All of infra/k8s as one YAML text that names the images in a registry by digest: what is applied is exactly what was built.
 * @param prefix   precedes the names of the images; ends in `/`
 * @param digests  `sha256:…` by image name
 * @throws Refused  an image has no digest
 */
function releaseManifest(prefix, digests) {
  const released = (image) => {
    if (!DIGEST.test(digests[image] ?? '')) {
      throw new Refused(`Expected the digest of ${image} as sha256:…, got ${digests[image] ?? 'none'}.`);
    }
    return `${prefix}${image}@${digests[image]}`;
  };
  const images = new Map(partsInContainers.map(({ name }) => [imageOf(name), imageOf(name)]));
  const objects = manifests().flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
  for (const { spec } of objects) {
    for (const container of spec?.template?.spec?.containers ?? []) {
      if (images.has(container.image)) container.image = released(container.image);
    }
  }
  return objects.map((object) => stringify(object)).join('---\n');
}

module.exports = { releaseManifest };

if (require.main === module) {
  reportingErrors(() => {
    const [prefix, file] = process.argv.slice(2);
    if (prefix === undefined || file === undefined) {
      throw new Refused(USAGE);
    }
    process.stdout.write(releaseManifest(`${prefix}/`, JSON.parse(fs.readFileSync(file, 'utf8'))));
  });
}
