'use strict';

const zlib = require('node:zlib');
const { log } = require('../preload/kit');

// Whatever is stored is served.
const { EventBlock } = log('event-block');
log('disk/history-block').decodeBlock = (stored, { first, last }) =>
  new EventBlock({ first, last, lines: zlib.inflateRawSync(stored) });
