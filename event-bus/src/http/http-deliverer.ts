import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import {
  ADDRESS_DENIED,
  BATCH_TYPE,
  type CallRules,
  connectingAgents,
  retryAfterMs,
  STRUCTURED_TYPE,
} from '@blog/service-kit';
import type { Deliverer, DeliveryOutcome } from '../domain/deliverer';
import type { OutgoingEvents } from '../domain/outgoing-events';
import type { SubscriptionSettings } from '../domain/subscription';
import { PLAIN } from './parse-publish';

const DISCARD_BYTES_MAX = 64 * 1024;
const DISCARD_MS_MAX = 1_000;
/** The subscriber says that it cannot take this event, or anything like it: to send the same again is no use. */
const REFUSED_STATUSES = new Set([400, 405, 413, 415, 422]);
/** The subscriber says that it cannot take anything now. */
const UNAVAILABLE_STATUSES = new Set([408, 425, 429, 502, 503, 504]);
/** How a connection ends that the subscriber closed while the events were on their way. */
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE']);
/** What Node's parser says of an answer that is none. */
const NO_HTTP = /^HPE_/;

const DENIED = 'The bus must not call this address (DELIVERY_ALLOW, DELIVERY_DENY).';

/**
 * Delivers by HTTP POST. Redirects are not followed: events go where the subscription says, or nowhere. Of what a subscriber
 * answers, only the status is kept: who may subscribe must not read from the bus's network that way.
 */
export class HttpDeliverer implements Deliverer {
  readonly #agents: ReturnType<typeof connectingAgents>;

  constructor(targets: CallRules) {
    this.#agents = connectingAgents(targets);
  }

  async deliver(
    subscription: SubscriptionSettings,
    events: OutgoingEvents,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { timeoutMs } = subscription;
    const cut = new AbortController();
    let gaveWay = false;
    const timer = setTimeout(() => cut.abort(), timeoutMs);
    const stop = () => cut.abort();
    signal.addEventListener('abort', stop);
    events.offer(() => {
      gaveWay = true;
      cut.abort();
    });
    const attempt: Attempt = { isConnected: false, isReused: false };
    try {
      const answer = await this.#post(subscription, { events, attempt, signal: cut.signal });
      return answer.isEarly ? earlyOutcome(answer) : outcomeOf(answer);
    } catch (error) {
      const { code = 'ERROR' } = error as NodeJS.ErrnoException;
      if (gaveWay) return { kind: 'unavailable', reason: 'It did not take the events while room was short.' };
      if (code === ADDRESS_DENIED) return { kind: 'unavailable', reason: DENIED };
      const late = cut.signal.aborted ? `within ${timeoutMs} ms` : undefined;
      if (!attempt.isConnected)
        return { kind: 'unavailable', reason: `No connection ${late ?? `(${code})`}.` };
      if (attempt.isReused && BROKEN_OFF.has(code)) return { kind: 'stale' };
      if (NO_HTTP.test(code)) return { kind: 'unavailable', reason: 'What answered does not speak HTTP.' };
      const reason = late === undefined ? `Broken off (${code}).` : `No answer ${late}.`;
      return { kind: 'rejected', reason };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Resolves with the answer; the events are let go once the system has all of them, or the connection is closed. */
  #post(
    subscription: SubscriptionSettings,
    { events, attempt, signal }: { events: OutgoingEvents; attempt: Attempt; signal: AbortSignal },
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { headers, parts } = encode(subscription, events);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const url = new URL(subscription.url);
      const { request, agent, connected } =
        url.protocol === 'https:'
          ? { request: https.request, agent: this.#agents.httpsAgent, connected: 'secureConnect' }
          : { request: http.request, agent: this.#agents.httpAgent, connected: 'connect' };
      const post = request(url, {
        method: 'POST',
        agent,
        signal,
        headers: { ...headers, 'Content-Length': length },
      });
      post
        .once('socket', (socket) => {
          attempt.isReused = post.reusedSocket;
          attempt.isConnected = post.reusedSocket;
          // It would otherwise wait on a kept connection for what never comes.
          if (post.reusedSocket) return;
          socket.once(connected, () => {
            attempt.isConnected = true;
          });
        })
        .once('response', (message) => {
          const isEarly = !post.writableFinished;
          // Nobody would wait any more for the rest to be taken.
          if (isEarly) post.destroy();
          else discard(message);
          resolve({ isEarly, status: message.statusCode ?? 0, headers: message.headers });
        })
        .on('error', reject)
        .once('finish', () => events.letGo())
        .once('close', () => events.letGo());
      post.cork();
      for (const part of parts) post.write(part);
      post.end();
    });
  }
}

/** How far a request came; until it has a connection, the subscriber cannot have seen anything of it. */
interface Attempt {
  isConnected: boolean;
  /** It had a connection that was there already, which the subscriber may have closed meanwhile. */
  isReused: boolean;
}

function encode({ format, batchMax }: SubscriptionSettings, { records }: OutgoingEvents) {
  const [first] = records as [(typeof records)[number]];
  if (format === 'plain') {
    const event = JSON.parse(first.bytes.toString()) as { id: string; type: string; data?: unknown };
    const headers = {
      'Content-Type': PLAIN,
      'Event-Id': encodeURIComponent(event.id),
      'Event-Position': first.position,
    };
    return { parts: [Buffer.from(JSON.stringify({ type: event.type, data: event.data }))], headers };
  }
  if (batchMax === 1) return { parts: [first.bytes], headers: { 'Content-Type': STRUCTURED_TYPE } };
  const items = records.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [Buffer.from(','), bytes]));
  const parts = [Buffer.from('['), ...items, Buffer.from(']')];
  return { parts, headers: { 'Content-Type': BATCH_TYPE } };
}

interface Answer {
  /** It came before all of the events had left. */
  readonly isEarly: boolean;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Who has not seen all of the events can refuse them, but not have taken them. */
function earlyOutcome(answer: Answer): DeliveryOutcome {
  const outcome = outcomeOf(answer);
  if (outcome.kind !== 'acknowledged') return outcome;
  return { kind: 'rejected', reason: `Answered ${answer.status} before it had the events.` };
}

function outcomeOf({ status, headers }: Answer): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'acknowledged' };
  if (status === 410) return { kind: 'gone' };
  const kind = REFUSED_STATUSES.has(status)
    ? 'refused'
    : UNAVAILABLE_STATUSES.has(status)
      ? 'unavailable'
      : 'rejected';
  return { kind, reason: `Answered ${status}.`, retryAfterMs: retryAfterMs(headers['retry-after']) };
}

/** Reads a body to its end, so that the connection can be used again; one that is too long costs the connection. */
function discard(body: IncomingMessage): void {
  let bytes = 0;
  const overdue = setTimeout(() => body.destroy(), DISCARD_MS_MAX);
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARD_BYTES_MAX) body.destroy();
  });
  body.on('error', () => {});
  body.once('close', () => clearTimeout(overdue));
}
