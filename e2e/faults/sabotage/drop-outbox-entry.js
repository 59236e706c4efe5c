'use strict';

const { kit, service } = require('../preload/kit');

// Every fifth event that posts saves with its state never reaches the outbox.
const { Outbox } = kit('outbox');
const { add } = Outbox.prototype;
let count = 0;
Outbox.prototype.add = function (event) {
  count += 1;
  return service === 'posts' && count % 5 === 0 ? 0 : add.call(this, event);
};
