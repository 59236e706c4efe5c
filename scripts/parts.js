'use strict';

/**
 * The parts of the system: each has a folder of its name and answers HTTP on its port; `page` is worth a look.
 * `isRebuildable`: its data folder holds only what the log gives again. `isPushed`: the bus calls it.
 */
const defaults = [
  // The others have nothing to do without it.
  { name: 'event-bus', port: 4005, page: '/subscribers', isFirst: true },
  { name: 'posts', port: 4000, page: '/posts' },
  { name: 'comments', port: 4001, page: '/openapi.json' },
  { name: 'query', port: 4002, page: '/posts', isRebuildable: true },
  { name: 'moderation', port: 4003, page: '/openapi.json', isPushed: true },
  { name: 'client', port: 3000, page: '/' },
];

const PORT_MAX = 65_535;
const OFFSET_MAX = PORT_MAX - Math.max(...defaults.map(({ port }) => port));

/** By how much every port moves: PORT_OFFSET, 0 if it is not set. @throws Error  it cannot be used */
function readPortOffset(text = process.env.PORT_OFFSET) {
  if (!text) {
    return 0;
  }
  if (!/^\d{1,5}$/.test(text) || Number(text) > OFFSET_MAX) {
    throw new Error(`PORT_OFFSET: expected a whole number from 0 to ${OFFSET_MAX}, got "${text}"`);
  }
  return Number(text);
}

/** Every script needs the ports, and none can do anything without them: one sentence, no stack. */
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

module.exports = { parts, readPortOffset };
