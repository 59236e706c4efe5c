import type { Readable } from 'node:stream';
import { BATCH_TYPE, connectingAgents, retryAfterMs, STRUCTURED_TYPE } from '@blog/service-kit';
import axios, { type AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import type { Deliverer, DeliveryOutcome } from '../domain/deliverer';
import type { EventRecord } from '../domain/event-block';
import type { SubscriptionSettings } from '../domain/subscription';
import { PLAIN } from './parse-publish';

const REASON_BYTES_MAX = 1_024;
const DISCARD_BYTES_MAX = 64 * 1024;
const DISCARD_MS_MAX = 1_000;
const UNAVAILABLE_STATUSES = new Set([429, 502, 503, 504]);
/** The subscriber cannot have seen the events. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** Delivers by HTTP POST. Redirects are not followed: events go where the subscription says, or nowhere. */
export class HttpDeliverer implements Deliverer {
  readonly #http: AxiosInstance = axios.create({
    method: 'POST',
    ...connectingAgents(),
    maxRedirects: 0,
    proxy: false,
    responseType: 'stream',
    transitional: { clarifyTimeoutError: true },
    validateStatus: null,
  });

  async deliver(
    subscription: SubscriptionSettings,
    events: readonly EventRecord[],
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { url, timeoutMs } = subscription;
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(), timeoutMs);
    const cut = () => overdue.abort();
    signal.addEventListener('abort', cut);
    try {
      const response = await this.#http.request<Readable>({
        url,
        ...encode(subscription, events),
        signal: overdue.signal,
      });
      return await outcomeOf(response, overdue.signal);
    } catch (error) {
      const { code = '', message } = error as AxiosError;
      if (NOT_CONNECTED.has(code))
        return { kind: 'unavailable', reason: `No connection: ${message || code}` };
      const reason = overdue.signal.aborted
        ? `No answer within ${timeoutMs} ms`
        : `Broken off: ${message || code}`;
      return { kind: 'rejected', reason };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
    }
  }
}

function encode({ format, batchMax }: SubscriptionSettings, events: readonly EventRecord[]) {
  const [first] = events as [EventRecord];
  if (format === 'plain') {
    const event = JSON.parse(first.bytes.toString()) as { id: string; type: string; data?: unknown };
    const headers = {
      'Content-Type': PLAIN,
      'Event-Id': encodeURIComponent(event.id),
      'Event-Position': first.position,
    };
    return { data: JSON.stringify({ type: event.type, data: event.data }), headers };
  }
  if (batchMax === 1) return { data: first.bytes, headers: { 'Content-Type': STRUCTURED_TYPE } };
  const items = events.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [Buffer.from(','), bytes]));
  const data = Buffer.concat([Buffer.from('['), ...items, Buffer.from(']')]);
  return { data, headers: { 'Content-Type': BATCH_TYPE } };
}

async function outcomeOf(response: AxiosResponse<Readable>, signal: AbortSignal): Promise<DeliveryOutcome> {
  const { status, headers } = response;
  if (status >= 200 && status < 300) {
    discard(response.data);
    return { kind: 'acknowledged' };
  }
  const text = await startOf(response.data, signal);
  if (status === 410) return { kind: 'gone' };
  const kind = UNAVAILABLE_STATUSES.has(status) ? 'unavailable' : 'rejected';
  const reason = `Answered ${status}${text === '' ? '' : `: ${text}`}`;
  return { kind, reason, retryAfterMs: retryAfterMs(headers['retry-after']) };
}

async function startOf(body: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: true })) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= REASON_BYTES_MAX || signal.aborted) break;
    }
  } catch {
    // The status is what counts; its text is a help for people only.
  }
  return Buffer.concat(chunks).subarray(0, REASON_BYTES_MAX).toString().trim();
}

/** Reads a body to its end, so that the connection can be used again; one that is too long costs the connection. */
function discard(body: Readable): void {
  let bytes = 0;
  const overdue = setTimeout(() => body.destroy(), DISCARD_MS_MAX);
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARD_BYTES_MAX) body.destroy();
  });
  body.on('error', () => {});
  body.once('close', () => clearTimeout(overdue));
}
