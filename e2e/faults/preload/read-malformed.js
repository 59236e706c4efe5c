'use strict';

const { kit } = require('./kit');

// A build that can handle an event without data: it skips it.
const follower = kit('follower');
follower.Follower = class extends follower.Follower {
  constructor(options) {
    super({ ...options, apply: (event) => event.data !== undefined && options.apply(event) });
  }
};
