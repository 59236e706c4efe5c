'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');

const SAY_EVERY_MS = 5_000;
const ON_WINDOWS = process.platform === 'win32';

/** How many packages are in node_modules so far: npm itself prints nothing until it has finished. */
function countPackages() {
  try {
    const names = fs.readdirSync('node_modules').filter((name) => !name.startsWith('.'));
    return names.flatMap((name) => (name.startsWith('@') ? fs.readdirSync(`node_modules/${name}`) : name))
      .length;
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
