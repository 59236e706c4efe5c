'use strict';

const net = require('node:net');
const path = require('node:path');
const { urlVariableOf } = require('./parts');

const LOCALHOST = 'localhost';
const EVERY_ADDRESS = ['::', '0.0.0.0'];

/**
 * Where the parts listen: HOST if it is `localhost` or an IP address. Some shells set HOST to something else (conda to
 * `x86_64-conda-linux-gnu`, csh to the machine's name): such a value is returned as `ignored`.
 */
function readHost(text = process.env.HOST) {
  if (!text || text === LOCALHOST) {
    return { host: LOCALHOST, ignored: undefined };
  }
  return net.isIP(text) > 0 ? { host: text, ignored: undefined } : { host: LOCALHOST, ignored: text };
}

function hostIgnoredSentence(ignored) {
  return `HOST="${ignored}" is no address to listen on, and is not used: localhost is.`;
}

/** The URL by which this machine calls a part that listens on `host`. */
function urlOf({ port }, host) {
  const name = EVERY_ADDRESS.includes(host) ? LOCALHOST : host;
  return `http://${net.isIPv6(name) ? `[${name}]` : name}:${port}`;
}

/** The part that a replica is a process of. */
const partNameOf = ({ name, replicaOf = name }) => replicaOf;

/** What a part is told of the lab. Only the page's server gets its secret. */
function labSettings({ name }, lab) {
  if (lab === undefined) {
    return {};
  }
  return name === 'client' ? { LAB_URL: lab.url, LAB_SECRET: lab.secret } : lab.linkSettings(name);
}

/** A part's own folder below DATA_DIR, if that is set: parts cannot share one folder. */
function dataFolder({ name }, { DATA_DIR, INIT_CWD }) {
  // npm runs scripts in the root; paths are relative to the user's folder, INIT_CWD.
  return DATA_DIR ? path.resolve(INIT_CWD || '.', DATA_DIR, name) : undefined;
}

/**
 * The environment of a part of the whole system. PUBLIC_URL is dropped: it is the address of one part and cannot be meant for
 * all. (A part started alone, by `npm start -w`, gets everything that the user has set.)
 * @param lab  the open lab, if there is one; its links are then between the services and the bus
 */
function systemEnvironment(part, { parts, host, lab, environment = process.env }) {
  const { PUBLIC_URL: _, ...others } = environment;
  const DATA_DIR = dataFolder(part, environment);
  return {
    ...partEnvironment(part, { parts, host, environment: others }),
    ...(DATA_DIR && { DATA_DIR }),
    ...labSettings(part, lab),
  };
}

/** The environment of a part: where it listens, where the others answer, and everything that the user has set. */
function partEnvironment(part, { parts, host, environment = process.env }) {
  const names = new Set(parts.map(partNameOf));
  const urls = Array.from(names, (name) => {
    const replicas = parts.filter((one) => partNameOf(one) === name);
    return [urlVariableOf(name), replicas.map((one) => urlOf(one, host)).join()];
  });
  const { EVENT_BUS_URL } = Object.fromEntries(urls);
  // An inherited lab is another system's.
  const { LAB_URL: _, LAB_SECRET: __, ...others } = environment;
  return {
    ...Object.fromEntries(urls),
    ...(EVENT_BUS_URL && { BUS_URL: EVENT_BUS_URL }),
    REPLICA_URL: urlOf(part, host),
    PUBLIC_URL: urlOf(part, host),
    LOG_LEVEL: 'info',
    // glibc would keep a memory pool per thread.
    MALLOC_ARENA_MAX: '2',
    ...others,
    ...part.settings,
    HOST: host,
    // A PORT from the user's shell would give all parts the same port.
    PORT: String(part.port),
  };
}

module.exports = { dataFolder, hostIgnoredSentence, partEnvironment, readHost, systemEnvironment, urlOf };
