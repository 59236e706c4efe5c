'use strict';

const { randomBytes } = require('node:crypto');
const { bus } = require('../preload/kit');

// No event is ever recognised.
bus('storage/dedup-key').dedupKey = () => randomBytes(16);
