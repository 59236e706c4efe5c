'use strict';

const { randomInt, randomUUID } = require('node:crypto');
const { log } = require('../preload/kit');

// No event is ever recognised.
log('identity').identityOf = () => ({ text: randomUUID(), hash: randomInt(2 ** 47) });
