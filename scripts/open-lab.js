'use strict';

const { existsSync } = require('node:fs');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { dataFolder } = require('./part-environment');
const { parts: defaultParts } = require('./parts');
const { takenPorts } = require('./taken-ports');

const ROOT = path.join(__dirname, '..');
/** Has one file per part. A new service of ours has none. */
const CLASSIC = path.join(ROOT, 'lab', 'classic');
const DATA_FOLDER_DEFAULT = '.data';
const PORT_MAX = 65_535;
// Outside the ephemeral ports of operating systems, and unlikely to be in use by a system with another PORT_OFFSET.
const PUSH_PORT_STEP = 10_700;
const CLASSIC_PORT_STEP = 10_800;

/**
 * The port by which the bus calls a part that it pushes to. It is the same at every start: the bus stores it, and until the
 * part has subscribed again would deliver to whoever listens there.
 */
const pushPort = ({ port }) => moved(port, PUSH_PORT_STEP);

const moved = (port, step) => (port + step <= PORT_MAX ? port + step : port - step);

/** The ports of the classic system, which can run beside this one, by the names of its parts. */
function classicPorts() {
  const parts = defaultParts.filter(({ name }) => existsSync(path.join(CLASSIC, `${name}.js`)));
  return Object.fromEntries(parts.map(({ name, port }) => [name, moved(port, CLASSIC_PORT_STEP)]));
}

/** The ports that the lab needs besides those of the parts, in the form of `takenPorts`. */
function labPorts(parts) {
  return parts
    .filter(({ isPushed }) => isPushed)
    .map((part) => ({ name: `the link of ${part.name}`, port: pushPort(part) }));
}

/** The folder of a part's data. */
function folderOf(part) {
  const own = path.join(part.folder ?? path.join(ROOT, part.name), DATA_FOLDER_DEFAULT);
  return dataFolder(part, process.env) ?? part.settings?.DATA_DIR ?? own;
}

/** The URLs of the bus: the user's BUS_URL, or those of this system's replicas. */
function busUrlsOf(parts) {
  const { BUS_URL } = process.env;
  return BUS_URL ? BUS_URL.split(',') : ownBusUrls(parts);
}

const ownBusUrls = (parts) =>
  parts.filter(({ name, replicaOf = name }) => replicaOf === 'event-bus').map(addressOf);

/** The links between services and the bus; none when the bus is the user's own. */
function linksOf(parts) {
  const busUrls = ownBusUrls(parts);
  if (process.env.BUS_URL || busUrls.length === 0) {
    return [];
  }
  return parts
    .filter(({ name, replicaOf = name }) => !['event-bus', 'client'].includes(replicaOf))
    .map((part) => ({
      service: part.name,
      bus: busUrls,
      ...(part.isPushed && { own: { url: addressOf(part), port: pushPort(part) } }),
    }));
}

// A part that listens on localhost listens on this address too, and it needs no lookup for each connection.
const addressOf = ({ url }) => url.replace('//localhost:', '//127.0.0.1:');

/**
 * Opens the lab (docs/lab.md) for these parts, each with its `url`. The lab must have been built.
 * @param processes  runs them: `start(part)`; `current(name)` is the part's process, as `spawnPart` returns it
 */
function openLab({ startedBy, parts, processes }) {
  // Loaded only now: before, it may not be built.
  const lab = require('@blog/lab');
  const partOf = (name) => parts.find((part) => part.name === name);
  const signals = {
    SIGKILL: (one) => one.kill(),
    SIGTERM: (one) => one.stop(),
    SIGSTOP: (one) => one.freeze(),
    SIGCONT: (one) => one.thaw(),
  };
  return lab.openLab({
    startedBy,
    parts: parts.map(({ name, isRebuildable = false }) => ({
      name,
      isRebuildable,
      isControllable: name !== 'client',
      hasSignals: process.platform !== 'win32',
    })),
    processes: {
      start: (name) => processes.start(partOf(name)),
      signal: (name, signal) => signals[signal](processes.current(name)),
      isPortTaken: async (name) => (await takenPorts([partOf(name)])).length > 0,
      deleteData: (name) => rm(folderOf(partOf(name)), { recursive: true, force: true }),
    },
    links: linksOf(parts),
    classicPorts: classicPorts(),
    isPortTaken: async (port) => (await takenPorts([{ port }])).length > 0,
    urls: Object.fromEntries(
      ['posts', 'comments', 'query'].map((name) => [name, addressOf(partOf(name) ?? { url: '' })]),
    ),
    busUrls: busUrlsOf(parts),
  });
}

module.exports = { classicPorts, labPorts, openLab };
