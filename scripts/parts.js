'use strict';

/**
 * The parts of the system. Each has a folder of its name and answers HTTP on its port. This is their only declaration:
 * what cannot derive from it is compared with it by `infra/parts.test.js`.
 *
 * `page`           a path worth a look
 * `isFirst`        starts before the others, which have nothing to do without it
 * `isBehindPage`   whoever serves the page passes `/api/<name>/` on to it
 * `isRebuildable`  its data folder holds only what the log gives again
 * `isPushed`       the bus calls it
 */
const defaults = [
  { name: 'event-bus', port: 4005, page: '/subscribers', isFirst: true, isBehindPage: true },
  { name: 'posts', port: 4000, page: '/posts', isBehindPage: true },
  { name: 'comments', port: 4001, page: '/openapi.json', isBehindPage: true },
  { name: 'query', port: 4002, page: '/posts', isBehindPage: true, isRebuildable: true },
  { name: 'moderation', port: 4003, page: '/openapi.json', isBehindPage: true, isPushed: true },
  { name: 'client', port: 3000, page: '/' },
];

const PORT_MAX = 65_535;
const OFFSET_MAX = PORT_MAX - Math.max(...defaults.map(({ port }) => port));

/** PORT_OFFSET, by which every port moves; 0 if it is not set. @throws Error  it is no whole number in range */
function readPortOffset(text = process.env.PORT_OFFSET) {
  if (!text) {
    return 0;
  }
  if (!/^\d{1,5}$/.test(text) || Number(text) > OFFSET_MAX) {
    throw new Error(`PORT_OFFSET: expected a whole number from 0 to ${OFFSET_MAX}, got "${text}"`);
  }
  return Number(text);
}

/** Every script needs the ports: on a bad PORT_OFFSET it exits with one sentence and no stack. */
function portOffsetOrExit() {
  try {
    return readPortOffset();
  } catch (error) {
    console.error(error.message);
    return process.exit(1);
  }
}

const offset = portOffsetOrExit();
const parts = defaults.map((part) => ({ ...part, port: part.port + offset }));

/** The name of the environment variable with a part's address: EVENT_BUS_URL for event-bus. */
const urlVariableOf = (name) => `${name.toUpperCase().replaceAll('-', '_')}_URL`;

/** The NodePort of a part in a cluster: 30401 for 4001, 30300 for 3000, so that the port can be read from it. */
const nodePortOf = (port) => 30_000 + Math.floor(port / 1_000) * 100 + (port % 1_000);

module.exports = { nodePortOf, parts, readPortOffset, urlVariableOf };
