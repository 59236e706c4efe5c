'use strict';

const { reach, isArmed } = require('./armed');
const { bus, log } = require('./kit');

// Loaded into a replica of the bus before it runs: it is killed at a step of what it writes to NATS, or of a delivery.

const { NatsLink } = log('jetstream/nats-link');
const { HttpDeliverer } = bus('http/http-deliverer');

/** What a subject is written for: a batch of events, or a cursor and the like; undefined for questions and the lease. */
function writeOf(subject) {
  if (subject.endsWith('.events')) return 'batch';
  return subject.startsWith('$KV.') && !subject.includes('.lease.') ? 'cursor' : undefined;
}

const { request } = NatsLink.prototype;
/** The last message of a write, which alone is a request; those before it are sent without waiting. */
NatsLink.prototype.request = async function (message) {
  const write = writeOf(message.subject);
  if (write === undefined) return request.call(this, message);
  if (isArmed(`in a ${write}`)) {
    // All but the last are at the server.
    await this.connection.flush();
    reach(`in a ${write}`);
  }
  const answering = request.call(this, message);
  answering.catch(() => {});
  if (isArmed(`${write} sent`)) {
    await this.connection.flush();
    reach(`${write} sent`);
  }
  const answer = await answering;
  reach(`${write} answered`);
  return answer;
};

const { deliver } = HttpDeliverer.prototype;
HttpDeliverer.prototype.deliver = async function (...args) {
  reach('before a delivery');
  const delivering = deliver.apply(this, args);
  delivering.catch(() => {});
  // The request is under way.
  await new Promise(setImmediate);
  reach('in a delivery');
  const outcome = await delivering;
  reach('after a delivery');
  return outcome;
};
