'use strict';

require('./check-node-version').checkNodeVersion();

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { version } = require('../package.json');
const { imageBase } = require('./image-base');
const { chooseFolders, imageOf } = require('./image-names');
const { ask, askIfInstalled, checkDocker, ROOT, Refused, reportingErrors } = require('./run-tool');

/** What only this moment knows of an image; https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function labels() {
  const commit = askIfInstalled('git', ['rev-parse', 'HEAD']);
  const isDirty = Boolean(askIfInstalled('git', ['status', '--porcelain']));
  return {
    'org.opencontainers.image.version': version,
    ...(commit && {
      'org.opencontainers.image.revision': isDirty ? `${commit}-dirty` : commit,
      // The commit's time, not the build's: one commit makes one image, however often it is built.
      'org.opencontainers.image.created': askIfInstalled('git', ['log', '-1', '--format=%cI']),
    }),
  };
}

/** Builds one image; resolves with the seconds that it took, and rejects with all that Docker said. */
function build(folder, labelArgs) {
  const startMs = Date.now();
  const args = [
    'build',
    '--progress=plain',
    '-f',
    `${folder}/Dockerfile`,
    '-t',
    imageOf(folder),
    ...labelArgs,
    '.',
  ];
  const child = spawn('docker', args, {
    cwd: ROOT,
    env: { ...process.env, DOCKER_BUILDKIT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) {
        resolve((Date.now() - startMs) / 1000);
      } else {
        reject(new Refused(`${Buffer.concat(said)}\n${imageOf(folder)} could not be built: see above.`));
      }
    });
  });
}

const bytesOf = (image) => Number(ask('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));

/** Bytes of the base; NaN when it cannot be had. BuildKit keeps its layers without its name, so pulling costs no more. */
function bytesOfBase(folder) {
  const base = imageBase(fs.readFileSync(path.join(ROOT, folder, 'Dockerfile'), 'utf8'));
  return bytesOf(base) || (ask('docker', ['pull', '--quiet', base]) === undefined ? NaN : bytesOf(base));
}

const megabytes = (bytes) => (Number.isNaN(bytes) ? '?' : (bytes / 1e6).toFixed(1)).padStart(6);

function report(folder, seconds) {
  const bytes = bytesOf(imageOf(folder));
  const added = bytes - bytesOfBase(folder);
  const size = `${megabytes(bytes)} MB, ${megabytes(added)} MB above its base`;
  console.log(`${imageOf(folder).padEnd(16)}  ${size}  ${seconds.toFixed(1).padStart(5)} s`);
}

/**
 * Builds the images of the folders that `chooseFolders` says and prints what each weighs and what it adds to its base.
 * The first is built alone: what the others share with it is then there. Those follow, one a core at a time.
 * @throws Refused  no Docker, an unknown name, or a build that failed, with what it said
 */
async function buildImages(names) {
  const [first, ...others] = chooseFolders(names);
  checkDocker();
  const labelArgs = Object.entries(labels()).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  const buildAndReport = async (folder) => report(folder, await build(folder, labelArgs));
  await buildAndReport(first);
  const queue = others.values();
  const worker = async () => {
    for (const folder of queue) {
      await buildAndReport(folder);
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
}

reportingErrors(() => buildImages(process.argv.slice(2)));
