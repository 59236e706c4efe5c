'use strict';

const net = require('node:net');

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

/** The environment of a part: where it listens, where the others answer, and all that the user has set. */
function partEnvironment(part, { parts, host, environment = process.env }) {
  const names = new Set(parts.map(partNameOf));
  const urls = Array.from(names, (name) => {
    const replicas = parts.filter((one) => partNameOf(one) === name);
    return [`${name.toUpperCase().replace('-', '_')}_URL`, replicas.map((one) => urlOf(one, host)).join()];
  });
  const { EVENT_BUS_URL } = Object.fromEntries(urls);
  return {
    ...Object.fromEntries(urls),
    ...(EVENT_BUS_URL && { BUS_URL: EVENT_BUS_URL }),
    REPLICA_URL: urlOf(part, host),
    PUBLIC_URL: urlOf(part, host),
    LOG_LEVEL: 'info',
    // glibc would keep memory for each thread.
    MALLOC_ARENA_MAX: '2',
    ...environment,
    ...part.settings,
    HOST: host,
    // One PORT of the user's own shell would send all parts to the same one.
    PORT: String(part.port),
  };
}

module.exports = { hostIgnoredSentence, partEnvironment, readHost, urlOf };
