'use strict';

const { bus } = require('../preload/kit');

// Whatever is stored is served.
bus('storage/event-record').decodeRecord = (position, record) => ({ position, bytes: record.subarray(4) });
