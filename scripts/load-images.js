'use strict';

require('./check-node-version').checkNodeVersion();

const { parseArgs } = require('node:util');
const { chooseFolders, imageOf } = require('./image-names');
const { clusterLoader } = require('./cluster-loader');
const { ask, askIfInstalled, checkDocker, Refused, reportingErrors, run } = require('./run-tool');

function readCommandLine(commandLine) {
  try {
    const options = { with: { type: 'string' } };
    return parseArgs({ args: commandLine, options, allowPositionals: true });
  } catch (error) {
    throw new Refused(`${error.message}\nUsage: npm run images:load -- [--with "<command>"] [posts …]`);
  }
}

function minikubeProfiles() {
  const answer = askIfInstalled('minikube', ['profile', 'list', '-o', 'json']);
  return answer === undefined ? [] : (JSON.parse(answer).valid ?? []).map(({ Name }) => Name);
}

/** @throws Refused  an image is not built */
function checkBuilt(folders) {
  const missing = folders.filter(
    (folder) => ask('docker', ['image', 'inspect', imageOf(folder)]) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map(imageOf).join(', ');
    throw new Refused(`Not built: ${names}. Build first: npm run images -- ${missing.join(' ')}`);
  }
}

/**
 * Loads the images of the chosen folders (`chooseFolders`) into the cluster of kubectl's current context.
 * @throws Refused  a tool or an image is missing, or the kind of cluster is unknown
 */
function loadImages(commandLine) {
  const { values, positionals } = readCommandLine(commandLine);
  const folders = chooseFolders(positionals);
  const context = values.with ? undefined : ask('kubectl', ['config', 'current-context']);
  const command = clusterLoader({
    context,
    minikubeProfiles: context === undefined ? [] : minikubeProfiles(),
    withCommand: values.with,
    images: folders.map(imageOf),
  });
  if (command === undefined) {
    console.log(`Nothing to load: ${context} has the images that Docker has.`);
    return;
  }
  checkDocker();
  checkBuilt(folders);
  const { shell, tool = shell, args = [] } = command;
  console.log([tool, ...args].join(' '));
  run(tool, args, { shell: shell !== undefined });
}

reportingErrors(() => loadImages(process.argv.slice(2)));
