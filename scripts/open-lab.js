'use strict';

const { existsSync } = require('node:fs');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { dataFolder } = require('./part-environment');
const { parts: defaultParts } = require('./parts');
const { takenPorts } = require('./taken-ports');

const ROOT = path.join(__dirname, '..');
/** It has a file for each of its parts, which are fewer than ours as soon as there is a new service. */
const CLASSIC = path.join(ROOT, 'lab', 'classic');
const DATA_FOLDER_DEFAULT = '.data';
const PORT_MAX = 65_535;
// No port that systems give to connections by themselves, and none that another PORT_OFFSET is likely to use.
const PUSH_PORT_STEP = 10_700;
const CLASSIC_PORT_STEP = 10_800;

/**
 * By which port the bus calls a part that it pushes to. Always the same one: the bus remembers it, and would otherwise
 * deliver, until the part has subscribed again, to whoever has that port now.
 */
const pushPort = ({ port }) => moved(port, PUSH_PORT_STEP);

const moved = (port, step) => (port + step <= PORT_MAX ? port + step : port - step);

/** The ports that the classic system beside this one needs while it runs, by the names of its parts. */
function classicPorts() {
  const parts = defaultParts.filter(({ name }) => existsSync(path.join(CLASSIC, `${name}.js`)));
  return Object.fromEntries(parts.map(({ name, port }) => [name, moved(port, CLASSIC_PORT_STEP)]));
}

/** What the lab needs beside the parts, as `takenPorts` takes it. */
function labPorts(parts) {
  return parts
    .filter(({ isPushed }) => isPushed)
    .map((part) => ({ name: `the link of ${part.name}`, port: pushPort(part) }));
}

/** The folder of a part's data, wherever the user has it. */
function folderOf(part) {
  const own = path.join(part.folder ?? path.join(ROOT, part.name), DATA_FOLDER_DEFAULT);
  return dataFolder(part, process.env) ?? part.settings?.DATA_DIR ?? own;
}

/** Where the bus is: the one of this system, or the user's own. */
function busUrlsOf(parts) {
  const { BUS_URL } = process.env;
  return BUS_URL ? BUS_URL.split(',') : ownBusUrls(parts);
}

const ownBusUrls = (parts) =>
  parts.filter(({ name, replicaOf = name }) => replicaOf === 'event-bus').map(addressOf);

/** Between services and the bus, if this system has a bus of its own. */
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

// What listens on localhost does so on this address, and nobody has to look it up for each connection.
const addressOf = ({ url }) => url.replace('//localhost:', '//127.0.0.1:');

/**
 * Opens the lab (docs/lab.md) for these parts, each with its `url`. It has to be built.
 * @param processes  what runs them: `start(part)`, and `current(name)`, the process of `spawnPart`
 */
function openLab({ startedBy, parts, processes }) {
  // Not before it is wanted: it may not be built yet.
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
