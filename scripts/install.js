'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const SAY_EVERY_MS = 5_000;
const ON_WINDOWS = process.platform === 'win32';

/** How many packages lie in node_modules by now; npm says nothing until it is done. */
function countPackages() {
  try {
    const folders = fs.readdirSync('node_modules').filter((name) => !name.startsWith('.'));
    const scoped = folders.filter((name) => name.startsWith('@'));
    const inScopes = scoped.reduce(
      (sum, name) => sum + fs.readdirSync(path.join('node_modules', name)).length,
      0,
    );
    return folders.length - scoped.length + inScopes;
  } catch {
    return 0;
  }
}

function spawnNpm(args) {
  const npmScript = process.env.npm_execpath ?? '';
  // Other package managers set this variable too, to themselves.
  if (/npm-cli\.js$/.test(npmScript)) {
    return spawn(process.execPath, [npmScript, ...args], { stdio: 'inherit' });
  }
  // On Windows npm is a .cmd file, which only a shell can start.
  return ON_WINDOWS
    ? spawn(`npm ${args.join(' ')}`, { stdio: 'inherit', shell: true })
    : spawn('npm', args, { stdio: 'inherit' });
}

const startedMs = Date.now();
const npm = spawnNpm(process.argv.slice(2));
const saying = setInterval(() => {
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  console.log(`  … ${seconds} s, ${countPackages()} packages`);
}, SAY_EVERY_MS);
npm.once('error', (error) => {
  console.error(`npm cannot be started: ${error.message}`);
  process.exit(1);
});
npm.once('close', (code) => {
  clearInterval(saying);
  process.exit(code ?? 1);
});
