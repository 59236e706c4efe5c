import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { z } from 'zod';
import { BusRefused, BusUnavailable } from './bus-error';
import type { Acknowledgement, EventTypeSettings, FollowerReport, SubscriptionRequest } from './bus-protocol';
import { BATCH_TYPE, type StoredEvent, storedEventSchema } from './cloud-event';
import { connectingAgents } from './connecting-agents';
import { digits } from './digits';
import type { EventBatch } from './event-batch';
import { type Block, readBlocks } from './read-blocks';
import { retryAfterMs } from './retry-policy';

const REQUEST_TIMEOUT_MS = 10_000;
const UNAVAILABLE = 503;
/** The bus checks the whole history for events that the schema would refuse. */
const REGISTER_TIMEOUT_MS = 600_000;
/** A stop must not wait for long. */
const FORGET_TIMEOUT_MS = 1_000;
/** The bus sends something every 15 s; a stream that is silent for three times that is dead. */
const STREAM_SILENCE_MS_MAX = 45_000;
/** A longer refusal does not come from a bus. */
const REFUSAL_BYTES_MAX = 64 * 1024;

/** How a bus refuses: problem+json, always with a code. */
const refusal = z.looseObject({
  code: z.string(),
  detail: z.string().default('no detail'),
  indexes: z.array(z.int()).default([]),
});

/** The log's identity, its epoch (a restored backup begins another) and its head (0 while it is empty). */
export interface LogState {
  readonly log: string;
  readonly epoch: string;
  readonly head: number;
}

/** A stream of the log, with the log's state when it began. */
export interface LogStream extends LogState {
  readonly blocks: AsyncIterable<Block>;
}

/** The bus over HTTP. Each method makes one request; Publisher and Follower retry. */
export class BusClient {
  readonly #http: AxiosInstance;
  /** One for each replica of the bus. */
  readonly #urls: readonly string[];
  /** Index of the replica that is called, for as long as it answers. */
  #current = 0;

  /** `url` is where the bus is, or where each of its replicas is. */
  constructor(url: string | readonly string[]) {
    this.#urls = [url].flat();
    this.#http = axios.create({
      timeout: REQUEST_TIMEOUT_MS,
      ...connectingAgents(),
      maxRedirects: 0,
      proxy: false,
      validateStatus: null,
    });
  }

  /**
   * Publishes 1 to 1000 events (JSON texts, at most 4 MiB in all) in order, all or nothing. Resolves once the bus has them on disk.
   * Sending the same events again is harmless.
   * @throws BusUnavailable  the outcome is unknown, or nothing was stored: send the same again
   * @throws BusRefused  nothing was stored, and the same would be refused again
   */
  async publish(events: readonly string[], signal?: AbortSignal): Promise<Acknowledgement[]> {
    return this.#publish(`[${events.join(',')}]`, events.length, signal);
  }

  /** Publishes a batch as `publish` does. */
  async publishBatch(batch: EventBatch, signal?: AbortSignal): Promise<Acknowledgement[]> {
    return this.#publish(batch.toJson(), batch.length, signal);
  }

  async #publish(data: string | Buffer, count: number, signal?: AbortSignal): Promise<Acknowledgement[]> {
    const response = await this.#request({
      method: 'POST',
      url: '/events',
      data,
      headers: { 'Content-Type': BATCH_TYPE },
      ...(signal && { signal }),
    });
    if (!areAcknowledgements(response.data, count)) throw notABus(response);
    return response.data;
  }

  /** The log's identity and head, now. */
  async logState(timeoutMs = REQUEST_TIMEOUT_MS): Promise<LogState> {
    return logStateOf(await this.#request({ method: 'HEAD', url: '/events', timeout: timeoutMs }));
  }

  /**
   * Streams the log after position `after` (exclusive): history, then live events, without a gap. `types` filters; undefined is all.
   * The stream begins with a checkpoint of `after`, unless that is 0, and has more of them where events are filtered out. Without
   * `name` no follower is listed. It ends with BusUnavailable when the connection is lost, or when `signal` is aborted.
   * @throws BusRefused `log.position_unknown`: the log ends before `after`
   */
  async follow(options: {
    after: number;
    types?: readonly string[] | undefined;
    name?: string;
    instance?: string;
    signal: AbortSignal;
  }): Promise<LogStream> {
    const { after, types, name, instance, signal } = options;
    const response = await this.#request({
      url: '/events',
      params: { after, type: types?.join(','), checkpoints: true, follower: name, instance },
      headers: { Accept: 'application/x-ndjson' },
      responseType: 'stream',
      signal,
    });
    const state = logStateOf(response);
    return {
      ...state,
      blocks: readBlocks(response.data as Readable, { silenceMsMax: STREAM_SILENCE_MS_MAX }),
    };
  }

  /** One event of the log. @throws BusRefused `event.not_found` */
  async readEvent(position: number, signal?: AbortSignal): Promise<StoredEvent> {
    const response = await this.#request({ url: `/events/${position}`, ...(signal && { signal }) });
    const event = understand(response, storedEventSchema, response.data);
    if (event.position !== position) throw notABus(response);
    return event;
  }

  /** Reports a follower's state to the bus, for /subscribers. */
  async report(name: string, report: FollowerReport & { instance: string }) {
    await this.#request({ method: 'PUT', url: `/followers/${encodeURIComponent(name)}`, data: report });
  }

  /**
   * Removes a follower from /subscribers.
   * @throws BusRefused `follower.connected`: it would be listed again immediately; `follower.not_found`
   */
  async forget(name: string, instance: string): Promise<void> {
    const url = `/followers/${encodeURIComponent(name)}`;
    await this.#request({ method: 'DELETE', url, params: { instance }, timeout: FORGET_TIMEOUT_MS });
  }

  /** Creates a subscription or updates its settings; an existing one keeps its cursor. */
  async subscribe(name: string, subscription: SubscriptionRequest, signal?: AbortSignal): Promise<void> {
    await this.#request({
      method: 'PUT',
      url: `/subscriptions/${encodeURIComponent(name)}`,
      data: subscription,
      ...(signal && { signal }),
    });
  }

  /**
   * Registers a type of events or updates its settings: the bus checks its events from then on. `except` are positions of stored
   * events that are known not to fit.
   * @throws BusRefused `type.refuses_history`: a stored event would not fit
   */
  async registerType(
    { type, ...settings }: EventTypeSettings,
    except: readonly number[],
    signal?: AbortSignal,
  ): Promise<void> {
    await this.#request({
      method: 'PUT',
      url: `/types/${encodeURIComponent(type)}`,
      data: { ...settings, except },
      timeout: REGISTER_TIMEOUT_MS,
      ...(signal && { signal }),
    });
  }

  /** The caller's next attempt reaches another replica. */
  #leave(url: string): void {
    if (url === this.#urls[this.#current]) this.#current = (this.#current + 1) % this.#urls.length;
  }

  async #request(config: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
    let response: AxiosResponse<unknown>;
    const baseURL = this.#urls[this.#current] as string;
    try {
      response = await this.#http.request({ ...config, baseURL });
    } catch (error) {
      this.#leave(baseURL);
      const what = `${config.method ?? 'GET'} ${config.url}`;
      throw new BusUnavailable(`The bus did not answer ${what}: ${(error as Error).message}`, undefined, {
        cause: error,
      });
    }
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === UNAVAILABLE) this.#leave(baseURL);
    // A request for a stream is refused with a stream, too.
    if (isStream(response.data)) response.data = await readRefusal(response.data);
    throw toError(response);
  }
}

/** Checked by hand: a schema would copy each one, which costs a publisher a tenth of its speed. */
function areAcknowledgements(came: unknown, count: number): came is Acknowledgement[] {
  const isOne = (one: Partial<Acknowledgement> | null) =>
    typeof one?.id === 'string' && Number.isSafeInteger(one.position) && (one.position as number) > 0;
  return Array.isArray(came) && came.length === count && came.every(isOne);
}

function toError(response: AxiosResponse<unknown>): Error {
  const { status } = response;
  const { success, data: problem } = refusal.safeParse(response.data);
  if (status >= 500 || status === 429 || status === 408) {
    const wait = retryAfterMs(response.headers['retry-after']);
    const why = success ? `${problem.code}: ${problem.detail}` : 'without a reason';
    return new BusUnavailable(`The bus answered ${status} ${why}`, wait);
  }
  if (!success) return notABus(response);
  const { code, detail, indexes } = problem;
  return new BusRefused(status, code, `The bus refused: ${status} ${code}: ${detail}`, indexes);
}

/** Reads the refusal of a stream; undefined if it is not JSON or is truncated. */
async function readRefusal(body: Readable): Promise<unknown> {
  const overdue = setTimeout(() => body.destroy(), REQUEST_TIMEOUT_MS);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > REFUSAL_BYTES_MAX) return undefined;
    }
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  } finally {
    clearTimeout(overdue);
  }
}

/**
 * No bus sends this answer: it came from a proxy, or from another server at the bus's address. What happened to the request is
 * unknown, and the next one must not use the same connection.
 */
function notABus(response: AxiosResponse<unknown>, cause?: unknown): BusUnavailable {
  if (isStream(response.data)) response.data.destroy();
  response.request?.socket?.destroy();
  const { method = 'get', url } = response.config;
  const what = `${method.toUpperCase()} ${url}, got another (status ${response.status})`;
  const message = `Expected the answer of a bus to ${what}: is BUS_URL right?`;
  return new BusUnavailable(message, undefined, { cause });
}

function isStream(body: unknown): body is Readable {
  return typeof (body as Readable | null)?.destroy === 'function';
}

function logStateOf(response: AxiosResponse<unknown>): LogState {
  const { 'event-log': log, 'event-log-epoch': epoch = log, 'event-log-head': head } = response.headers;
  const schema = z.object({ log: z.string(), epoch: z.string(), head: digits() });
  return understand(response, schema, { log, epoch, head });
}

/** Parses an answer. @throws BusUnavailable  no bus sends it */
function understand<Answer>(
  response: AxiosResponse<unknown>,
  schema: z.ZodType<Answer>,
  came: unknown,
): Answer {
  const parsed = schema.safeParse(came);
  if (parsed.success) return parsed.data;
  throw notABus(response, parsed.error);
}
