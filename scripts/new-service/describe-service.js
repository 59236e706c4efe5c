'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { nodePortOf, parts, readPortOffset } = require('../parts');
const { ROOT, Refused } = require('../run-tool');

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** A Kubernetes label has at most 63 characters, and `-clusterip-srv` is appended. */
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
/** Ports of the bus in three replicas: of compose.scale.yaml and of `npm start -- --log`. */
const REPLICA_PORTS = [4006, 4007, 4015, 4025];

/** @throws Refused  the name is invalid or taken */
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

/** The first free port for a service. @throws Refused  all are taken */
function freePort(used) {
  const taken = new Set([...REPLICA_PORTS, ...used]);
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) {
    if (!taken.has(port)) {
      return port;
    }
  }
  throw new Refused(`Expected a free port from ${FIRST_PORT} to ${LAST_PORT}, and all are taken.`);
}

/** A new service's name, ports and title. @throws Refused  the name is invalid or taken, or no port is free */
function describeService(name) {
  checkName(name);
  const port = freePort(parts.map((part) => part.port - readPortOffset()));
  const words = name.replaceAll('-', ' ');
  const title = `${words[0].toUpperCase()}${words.slice(1)}`;
  return { name, port, nodePort: nodePortOf(port), title };
}

module.exports = { describeService, freePort };
