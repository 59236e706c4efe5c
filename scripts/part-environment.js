'use strict';

const net = require('node:net');
const path = require('node:path');

const LOCALHOST = 'localhost';
const EVERY_ADDRESS = ['::', '0.0.0.0'];

/**
 * Where the parts listen: HOST if it is `localhost` or an address. Shells have a variable of that name too (conda's is
 * `x86_64-conda-linux-gnu`, csh's the machine's name), which says nothing of that; `ignored` is such a one.
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

/** What this machine calls a part by that listens on `host`. */
function urlOf({ port }, host) {
  const name = EVERY_ADDRESS.includes(host) ? LOCALHOST : host;
  return `http://${net.isIPv6(name) ? `[${name}]` : name}:${port}`;
}

/** A replica is another process of the same part. */
const partNameOf = ({ name, replicaOf = name }) => replicaOf;

/** Who in the whole system is to know of the lab: only the page's server has its secret. */
function labSettings({ name }, lab) {
  if (lab === undefined) {
    return {};
  }
  return name === 'client' ? { LAB_URL: lab.url, LAB_SECRET: lab.secret } : lab.linkSettings(name);
}

/** Where a part of the whole system keeps its data, if DATA_DIR is set: all in one folder would be in each other's way. */
function dataFolder({ name }, { DATA_DIR, INIT_CWD }) {
  // npm runs scripts in the root, wherever its user stands: paths are meant from there.
  return DATA_DIR ? path.resolve(INIT_CWD || '.', DATA_DIR, name) : undefined;
}

/**
 * The environment of a part of the whole system. A PUBLIC_URL names one of them, so it cannot be meant for all: the user's shell has
 * it for something else. A part alone (`npm start -w`) has all that the user has set.
 * @param lab  the open lab, if there is one; its links are in between then
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

/** The environment of a part: where it listens, where the others answer, and all that the user has set. */
function partEnvironment(part, { parts, host, environment = process.env }) {
  const names = new Set(parts.map(partNameOf));
  const urls = Array.from(names, (name) => {
    const replicas = parts.filter((one) => partNameOf(one) === name);
    return [`${name.toUpperCase().replaceAll('-', '_')}_URL`, replicas.map((one) => urlOf(one, host)).join()];
  });
  const { EVENT_BUS_URL } = Object.fromEntries(urls);
  // A lab is that of one system, and its secret is for nobody else.
  const { LAB_URL: _, LAB_SECRET: __, ...others } = environment;
  return {
    ...Object.fromEntries(urls),
    ...(EVENT_BUS_URL && { BUS_URL: EVENT_BUS_URL }),
    REPLICA_URL: urlOf(part, host),
    PUBLIC_URL: urlOf(part, host),
    LOG_LEVEL: 'info',
    // glibc would keep memory for each thread.
    MALLOC_ARENA_MAX: '2',
    ...others,
    ...part.settings,
    HOST: host,
    // One PORT of the user's own shell would send all parts to the same one.
    PORT: String(part.port),
  };
}

module.exports = { dataFolder, hostIgnoredSentence, partEnvironment, readHost, systemEnvironment, urlOf };
