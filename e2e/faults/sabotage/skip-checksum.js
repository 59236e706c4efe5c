'use strict';

const zlib = require('node:zlib');
const { log } = require('../preload/kit');

// Serves stored bytes without verifying them.
const { EventBlock } = log('event-block');
log('disk/history-block').decodeBlock = (stored, { first, last }) =>
  new EventBlock({ first, last, lines: zlib.inflateRawSync(stored) });
