'use strict';

require('./check-node-version').checkNodeVersion();

const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { ensureInstalled, installWorkspaces } = require('./ensure-installed');
const { ROOT, Refused, reportingErrors } = require('./run-tool');

const USAGE = 'npm run new-service <name>, or with -- --no-install <name> to run "npm install" yourself';

/** @throws Refused  the arguments are not as in USAGE */
function readArguments(argv) {
  try {
    const options = { 'no-install': { type: 'boolean', default: false } };
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    if (positionals.length === 1) {
      return { name: positionals[0], isInstalling: !values['no-install'] };
    }
  } catch (error) {
    throw new Refused(`${error.message}\nExpected: ${USAGE}`);
  }
  throw new Refused(`Expected: ${USAGE}`);
}

function write(files) {
  for (const [file, text] of files) {
    const place = path.join(ROOT, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

const report = ({ service: { name, port, nodePort }, created, changed }) =>
  [
    `${name} is a service, on port ${port} (in a cluster on ${nodePort} too).`,
    `  written  ${[...created.keys()].join(' ')}`,
    `  changed  ${[...changed.keys()].join(' ')}`,
    '',
    `Start everything with "npm run dev", and ask it: curl localhost:${port}/${name}`,
    `Make it yours in ${name}/src/main.ts: what it hears is in apply, what it answers below.`,
  ].join('\n');

/** Writes and wires a service, then installs it, which adds it to package-lock.json. */
function newService(argv) {
  const { name, isInstalling } = readArguments(argv);
  ensureInstalled();
  // Needs installed packages.
  const { planService } = require('./new-service/plan-service');
  const plan = planService(name);
  write([...plan.created, ...plan.changed]);
  console.log(report(plan));
  if (isInstalling) {
    console.log('\nInstalling it …');
    installWorkspaces();
  } else {
    console.log('\nRun "npm install" first.');
  }
}

reportingErrors(() => newService(process.argv.slice(2)));
