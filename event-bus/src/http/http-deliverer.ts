import { BATCH_TYPE, type CallRules, retryAfterMs, STRUCTURED_TYPE } from '@blog/service-kit';
import type { Deliverer, DeliveryOutcome, HandshakeOutcome } from '../domain/deliverer';
import type { OutgoingEvents } from '../domain/outgoing-events';
import type { SubscriptionSettings } from '../domain/subscription';
import { type Answer, type CallFailure, HttpCaller } from './http-caller';
import { PLAIN } from './parse-publish';
import { readConsent } from './read-consent';

/** The subscriber says that it cannot take this event, or anything like it: to send the same again is no use. */
const REFUSED_STATUSES = new Set([400, 405, 413, 415, 422]);
/** The subscriber says that it cannot take anything now. */
const UNAVAILABLE_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

/** Delivers by HTTP POST. Of what a subscriber answers, only the status is shown. */
export class HttpDeliverer implements Deliverer {
  readonly #caller: HttpCaller;
  readonly #origin: string;

  /** `origin` is the name under which the bus asks for permission. */
  constructor({ targets, origin }: { targets: CallRules; origin: string }) {
    this.#caller = new HttpCaller(targets);
    this.#origin = origin;
  }

  async handshake({ url, timeoutMs }: SubscriptionSettings, signal: AbortSignal): Promise<HandshakeOutcome> {
    const headers = { 'WebHook-Request-Origin': this.#origin };
    const answer = await this.#caller.call({ url, method: 'OPTIONS', headers, parts: [], timeoutMs, signal });
    if (answer.kind === 'answered') return readConsent(answer, this.#origin);
    return answer.kind === 'stale' ? answer : { kind: 'unavailable', reason: answer.reason };
  }

  async deliver(
    subscription: SubscriptionSettings,
    events: OutgoingEvents,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { url, timeoutMs } = subscription;
    const { headers, parts } = encode(subscription, events);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    let gaveWay = false;
    const answer = await this.#caller.call({
      url,
      method: 'POST',
      headers: { ...headers, 'Content-Length': length },
      parts,
      timeoutMs,
      signal,
      onBegin(cut) {
        events.offer(() => {
          gaveWay = true;
          cut();
        });
      },
      onSent: () => events.letGo(),
    });
    if (answer.kind === 'answered') return answer.isEarly ? earlyOutcome(answer) : outcomeOf(answer);
    if (gaveWay) return { kind: 'unavailable', reason: 'It did not take the events while room was short.' };
    return failureOf(answer);
  }
}

function failureOf(failure: CallFailure): DeliveryOutcome {
  if (failure.kind === 'stale') return failure;
  return { kind: failure.kind === 'broken' ? 'rejected' : 'unavailable', reason: failure.reason };
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
