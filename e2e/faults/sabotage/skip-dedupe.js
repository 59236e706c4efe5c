'use strict';

const { randomInt, randomUUID } = require('node:crypto');
const { bus } = require('../preload/kit');

// No event is ever recognised.
bus('storage/identity').identityOf = () => ({ text: randomUUID(), hash: randomInt(2 ** 47) });
