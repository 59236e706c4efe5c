'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { parts, readPortOffset } = require('../parts');
const { ROOT, Refused } = require('../run-tool');

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** A label of Kubernetes has 63 at most, and `-clusterip-srv` follows it. */
const NAME_CHARACTERS_MAX = 40;

const TAKEN_NAMES = [
  { names: /^(dist|coverage)$/, by: 'what is built has that name, and git ignores it' },
  { names: /^test$/, by: 'images leave out folders of that name' },
  { names: /^tests$/, by: 'compose.yaml has a service of that name' },
  { names: /^(event-bus-\d+|nats(-.*)?)$/, by: 'a bus in replicas has parts of that name' },
  { names: /^(bus|log|log-monitor|replica|public|lab)$/, by: 'a setting is called as its address would be' },
  { names: /^(healthz|readyz|metrics|set-aside)$/, by: 'every service has a route of that name' },
];

const FIRST_PORT = 4004;
const LAST_PORT = 4099;
/** Of the bus in three replicas: in compose.scale.yaml, and by `npm start -- --log`. */
const REPLICA_PORTS = [4006, 4007, 4015, 4025];
/** As infra/manifests.test.js has it: 30404 for 4004. */
const NODE_PORT_STEP = 26_400;

/** @throws Refused  no service can be called so; says what was expected */
function checkName(name) {
  if (!NAME.test(name) || name.length > NAME_CHARACTERS_MAX) {
    throw new Refused(
      'Expected a name of lower-case letters, digits and single hyphens that begins with a letter, of ' +
        `${NAME_CHARACTERS_MAX} characters at most, got "${name}".`,
    );
  }
  const taken = TAKEN_NAMES.find(({ names }) => names.test(name));
  if (taken !== undefined) {
    throw new Refused(`Expected a name that is free, got "${name}": ${taken.by}.`);
  }
  if (parts.some((part) => part.name === name) || existsSync(path.join(ROOT, name))) {
    throw new Refused(`Expected the name of a new service, got "${name}", which is there already.`);
  }
}

/** The first port for a service beside those that are used. @throws Refused  all are taken */
function freePort(used) {
  const taken = new Set([...REPLICA_PORTS, ...used]);
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) {
    if (!taken.has(port)) {
      return port;
    }
  }
  throw new Refused(`Expected a free port from ${FIRST_PORT} to ${LAST_PORT}, and all are taken.`);
}

/** What a new service of this name is: its ports, and its title for people. @throws Refused  the name cannot be had */
function describeService(name) {
  checkName(name);
  const port = freePort(parts.map((part) => part.port - readPortOffset()));
  const words = name.replaceAll('-', ' ');
  const title = `${words[0].toUpperCase()}${words.slice(1)}`;
  return { name, port, nodePort: port + NODE_PORT_STEP, title };
}

module.exports = { describeService, freePort };
