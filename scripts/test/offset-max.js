'use strict';

const { parts, readPortOffset } = require('../parts');

/** The largest PORT_OFFSET: with it, the highest port of a part is the last that there is. A service of your own may have that port. */
const OFFSET_MAX = 65_535 - Math.max(...parts.map(({ port }) => port - readPortOffset()));

module.exports = { OFFSET_MAX };
