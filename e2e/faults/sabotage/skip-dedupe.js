'use strict';

const { randomInt, randomUUID } = require('node:crypto');
const { log } = require('../preload/kit');

// Never recognizes a duplicate.
log('identity').identityOf = () => ({ text: randomUUID(), hash: randomInt(2 ** 47) });
