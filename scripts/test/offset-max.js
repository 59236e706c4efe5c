'use strict';

const { parts, readPortOffset } = require('../parts');

/** The largest PORT_OFFSET: with it, the highest port of any part is 65535. */
const OFFSET_MAX = 65_535 - Math.max(...parts.map(({ port }) => port - readPortOffset()));

module.exports = { OFFSET_MAX };
