'use strict';

// Nothing is synced: an acknowledgement means no more than that the event is in the memory of this machine.
const lmdb = require('lmdb');

const { open } = lmdb;
Object.defineProperty(lmdb, 'open', { value: (options) => open({ ...options, noSync: true }) });
