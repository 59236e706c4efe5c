'use strict';

const { kit } = require('../preload/kit');

// The set-aside queue is always full.
const { SetAsideQueue } = kit('set-aside-queue');
Object.defineProperty(SetAsideQueue.prototype, 'isFull', { get: () => true });
