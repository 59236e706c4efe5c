'use strict';

const { kit, service } = require('./kit');

/** Makes query's checkpoint pass every third event of a type without changing its state. */
function skipEveryThird(type) {
  const follower = kit('follower');
  let count = 0;
  follower.Follower = class extends follower.Follower {
    constructor(options) {
      super({
        ...options,
        apply(event) {
          if (event.type === type) count += 1;
          const isSkipped = service === 'query' && event.type === type && count % 3 === 0;
          if (!isSkipped) options.apply(event);
        },
      });
    }
  };
}

module.exports = { skipEveryThird };
