'use strict';

const { reach, isArmed } = require('./armed');
const { bus, log } = require('./kit');

// Loaded into a replica of the bus before it runs: kills it at a step of a write to NATS, or of a delivery.

const { NatsLink } = log('jetstream/nats-link');
const { HttpDeliverer } = bus('http/http-deliverer');

/** What a write to a subject stores: a batch of events, or state such as a cursor; undefined for requests and the lease. */
function writeOf(subject) {
  if (subject.endsWith('.events')) return 'batch';
  return subject.startsWith('$KV.') && !subject.includes('.lease.') ? 'cursor' : undefined;
}

const { request } = NatsLink.prototype;
/** The last message of a write is a request; the previous ones are published without waiting. */
NatsLink.prototype.request = async function (message) {
  const write = writeOf(message.subject);
  if (write === undefined) return request.call(this, message);
  if (isArmed(`in a ${write}`)) {
    // All messages but the last have reached the server.
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
  // The request is in flight.
  await new Promise(setImmediate);
  reach('in a delivery');
  const outcome = await delivering;
  reach('after a delivery');
  return outcome;
};
