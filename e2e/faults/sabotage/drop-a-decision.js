'use strict';

const { kit, service } = require('../preload/kit');

// Moderation acknowledges every fifth comment without having published its decision.
const { Publisher } = kit('publisher');
const { publish } = Publisher.prototype;
let count = 0;
Publisher.prototype.publish = async function (...args) {
  count += 1;
  if (service !== 'moderation' || count % 5 !== 0) return publish.apply(this, args);
};
