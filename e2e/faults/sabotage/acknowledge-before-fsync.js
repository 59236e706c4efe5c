'use strict';

const fs = require('node:fs');
const lmdb = require('lmdb');

// Nothing is synced: an acknowledgement means no more than that the event is in the memory of this machine.
fs.fdatasync = (_file, done) => setImmediate(done, null);
const { open } = lmdb;
Object.defineProperty(lmdb, 'open', { value: (options) => open({ ...options, noSync: true }) });
