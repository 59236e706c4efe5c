'use strict';

const { reach } = require('./armed');
const { kit } = require('./kit');

// Loaded into a service before it runs: kills it at a step of its outbox or follower.

const follower = kit('follower');
const { BusClient } = kit('bus-client');
const { Outbox } = kit('outbox');
const { Store } = kit('store');

/** What the current transaction does: `accept` a request, `apply` events, or `remove` entries of the outbox. */
let doing = 'remove';

const { add } = Outbox.prototype;
Outbox.prototype.add = function (...args) {
  if (doing !== 'apply') doing = 'accept';
  return add.apply(this, args);
};

follower.Follower = class extends follower.Follower {
  constructor(options) {
    super({
      ...options,
      apply(event) {
        doing = 'apply';
        options.apply(event);
        reach('applying');
      },
    });
  }
};

const { transaction } = Store.prototype;
Store.prototype.transaction = async function (work) {
  let done;
  const result = await transaction.call(this, () => {
    doing = 'remove';
    const worked = work();
    done = doing;
    reach(`in ${done}`);
    return worked;
  });
  reach(`after ${done}`);
  return result;
};

// An outbox uses one of them, a publisher the other.
for (const name of ['publish', 'publishBatch']) {
  const publish = BusClient.prototype[name];
  BusClient.prototype[name] = async function (...args) {
    reach('before publish');
    const answer = await publish.apply(this, args);
    reach('after publish');
    return answer;
  };
}
