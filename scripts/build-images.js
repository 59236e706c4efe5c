'use strict';

require('./check-node-version').checkNodeVersion();

const { version } = require('../package.json');
const { chooseFolders, imageOf } = require('./image-names');
const { ask, askIfInstalled, checkDocker, Refused, reportingErrors, run } = require('./run-tool');

/** Labels that only the build knows; https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function labels() {
  const commit = askIfInstalled('git', ['rev-parse', 'HEAD']);
  const isDirty = Boolean(askIfInstalled('git', ['status', '--porcelain']));
  return {
    'org.opencontainers.image.version': version,
    ...(commit && {
      'org.opencontainers.image.revision': isDirty ? `${commit}-dirty` : commit,
      // The commit's time, not the build's: a commit always makes the same image.
      'org.opencontainers.image.created': askIfInstalled('git', ['log', '-1', '--format=%cI']),
    }),
  };
}

/** The service of compose.yaml that is built from a folder. */
const serviceOf = (folder) => (folder === 'e2e' ? 'tests' : folder);

function reportSize(image) {
  const bytes = Number(ask('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));
  console.log(`${image.padEnd(16)}  ${(bytes / 1e6).toFixed(1).padStart(6)} MB`);
}

/**
 * Builds the images of the chosen folders (`chooseFolders`) as compose.yaml declares them, with labels of the commit, and prints
 * their sizes. Docker builds them together, so that what they share is built once.
 * @throws Refused  no Docker, an unknown name, or a failed build
 */
function buildImages(names) {
  const folders = chooseFolders(names);
  checkDocker();
  if (ask('docker', ['buildx', 'version']) === undefined) {
    throw new Refused(
      'Expected Docker with its plugin buildx, found none: https://docs.docker.com/go/buildx/ says how to install it.',
    );
  }
  const { DOCKER_DEFAULT_PLATFORM } = process.env;
  const settings = [
    ...Object.entries(labels()).map(([name, value]) => `*.labels.${name}=${value}`),
    // `docker build` and Compose read this variable by themselves, bake does not.
    ...(DOCKER_DEFAULT_PLATFORM ? [`*.platform=${DOCKER_DEFAULT_PLATFORM}`] : []),
  ];
  const options = ['--file', 'compose.yaml', '--load', ...settings.flatMap((setting) => ['--set', setting])];
  run('docker', ['buildx', 'bake', ...options, ...folders.map(serviceOf)]);
  folders.map(imageOf).forEach(reportSize);
}

reportingErrors(() => buildImages(process.argv.slice(2)));
