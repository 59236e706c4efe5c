'use strict';

// Generates the passwords for the bus and the NATS servers unless they exist, so that every installation has its own and the
// repository contains none.
//
//   node make-credentials.js secret <name>     into this existing, empty Secret of the pod's namespace
//   node make-credentials.js volumes <folder>  into nats/ and event-bus/ below that folder, after giving all folders there to
//                                              the containers' user
//
// NATS_HOSTS: the servers' addresses for each other and for the bus, separated by commas.

const { randomBytes } = require('node:crypto');
const { chownSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const CLIENT_PORT = 4222;
const ROUTE_PORT = 6222;
/** The user of the services' images. */
const USER = 1000;
/** Where Kubernetes mounts a pod's API token. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The file that nats.conf includes, and LOG_URL for the bus, with new 192-bit passwords. */
function makeCredentials(hosts) {
  const [busPassword, routePassword] = [newPassword(), newPassword()];
  const routes = hosts.map((host) => `nats://route:${routePassword}@${host}:${ROUTE_PORT}`);
  const variables = { BUS_PASSWORD: busPassword, ROUTE_PASSWORD: routePassword, ROUTES: routes };
  const lines = Object.entries(variables).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  // The client applies the first server's user and password to all.
  const [first, ...others] = hosts.map((host) => `${host}:${CLIENT_PORT}`);
  const servers = [`event-bus:${busPassword}@${first}`, ...others].map((server) => `nats://${server}`);
  return { passwordsConf: lines.join(''), logUrl: servers.join() };
}

const newPassword = () => randomBytes(24).toString('base64url');

async function fillSecret(name, { passwordsConf, logUrl }) {
  const read = (file) => readFileSync(path.join(ACCOUNT, file), 'utf8');
  const url = `https://kubernetes.default.svc/api/v1/namespaces/${read('namespace')}/secrets/${name}`;
  const authorization = `Bearer ${read('token')}`;
  const call = async (method, patch) => {
    const headers = { authorization, ...(patch && { 'content-type': 'application/merge-patch+json' }) };
    const answer = await fetch(url, { method, headers, ...(patch && { body: JSON.stringify(patch) }) });
    if (!answer.ok) throw new Error(`${method} ${url} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { data, metadata } = await call('GET');
  if (data !== undefined) return false;
  // With the resourceVersion, the API refuses the change if somebody else was faster.
  const { resourceVersion } = metadata;
  await call('PATCH', {
    metadata: { resourceVersion },
    stringData: { 'passwords.conf': passwordsConf, LOG_URL: logUrl },
  });
  return true;
}

function fillVolumes(folder, { passwordsConf, logUrl }) {
  const write = (file, text) => {
    const partial = path.join(folder, `${file}.partial`);
    writeFileSync(partial, text, { mode: 0o600 });
    chownSync(partial, USER, USER);
    renameSync(partial, path.join(folder, file));
  };
  const isNew = !existsSync(path.join(folder, 'event-bus/event-bus.env'));
  if (isNew) {
    write('nats/passwords.conf', passwordsConf);
    write('event-bus/event-bus.env', `LOG_URL=${logUrl}\n`);
  }
  for (const name of readdirSync(folder)) chownSync(path.join(folder, name), USER, USER);
  return isNew;
}

async function main([kind, target]) {
  const credentials = makeCredentials(process.env.NATS_HOSTS.split(','));
  const fill = { secret: fillSecret, volumes: fillVolumes }[kind];
  console.log((await fill(target, credentials)) ? 'Made new passwords.' : 'The passwords are there.');
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

module.exports = { makeCredentials };
