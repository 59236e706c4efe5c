'use strict';

const zlib = require('node:zlib');
const { bus } = require('../preload/kit');

// Whatever is stored is served.
const { EventBlock } = bus('domain/event-block');
bus('storage/history-block').decodeBlock = (stored, { first, last }) =>
  new EventBlock({ first, last, lines: zlib.inflateRawSync(stored) });
