import type { Logger } from '@blog/service-kit';
import {
  connect,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Server,
  type Subscription,
} from '@nats-io/transport-node';
import { logUnavailable } from './log-unavailable';

/** Delay between two attempts to connect, in ms. */
const RECONNECT_MS = 100;
const HANDSHAKE_MS = 2_000;
/** Ping interval in ms; the connection is closed after two unanswered pings. */
const PING_MS = 1_000;
const UNANSWERED_PINGS_MAX = 2;
/** How long no leader may answer through a server before another server is tried, in ms. */
const ELSEWHERE_AFTER_MS = 3_000;
/**
 * How long no server may be connected before the link counts as cut off; after losing one server it normally has another within
 * a moment.
 */
const CUT_OFF_AFTER_MS = 2_000;

export interface LinkOptions {
  /** Such as `nats://user:password@host:4222`; several servers of one cluster are separated by commas. */
  readonly url: string;
  /** Name of the connection in the servers' monitoring. */
  readonly name: string;
  readonly logger: Logger;
}

export interface Request {
  readonly subject: string;
  readonly payload?: Uint8Array | string | undefined;
  readonly headers?: MsgHdrs | undefined;
  readonly timeoutMs: number;
}

/** A connection to a cluster that reconnects by itself for as long as the process lives. */
export class NatsLink {
  readonly connection: NatsConnection;
  readonly #logger: Logger;
  readonly #reconnectListeners: (() => void)[] = [];
  /** Rejects pending requests whose answer can no longer come. */
  readonly #unanswered = new Set<(cause: Error) => void>();
  #isConnected = true;
  /** The server that is connected, or was last. */
  #server: string | undefined;
  /** Since when no leader has answered, and when that was last noted. */
  #leaderless: { readonly sinceMs: number; readonly lastMs: number } | undefined;
  #cutOff = new AbortController();
  #cutOffTimer: NodeJS.Timeout | undefined;

  private constructor(connection: NatsConnection, logger: Logger) {
    this.connection = connection;
    this.#logger = logger;
    this.#server = connection.getServer();
    void this.#watch();
  }

  /** @throws DomainError `log.unavailable`  no server took the connection, or it was refused */
  static async open({ url, name, logger }: LinkOptions): Promise<NatsLink> {
    let link: NatsLink | undefined;
    try {
      const connection = await connect({
        ...serversOf(url),
        name,
        timeout: HANDSHAKE_MS,
        reconnectTimeWait: RECONNECT_MS,
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        pingInterval: PING_MS,
        maxPingOut: UNANSWERED_PINGS_MAX,
        // A replica has no use for its own notices.
        noEcho: true,
        noAsyncTraces: true,
        reconnectToServer: (servers) => (link === undefined ? null : (link.#elsewhere(servers) ?? null)),
      });
      link = new NatsLink(connection, logger);
      return link;
    } catch (cause) {
      throw logUnavailable((cause as Error).message, cause);
    }
  }

  /** Largest message that the servers take, in bytes. */
  get payloadBytesMax(): number {
    return this.connection.info?.max_payload ?? 0;
  }

  /** Aborted once no server has been connected for CUT_OFF_AFTER_MS; replaced by a new signal on reconnect. */
  get cutOff(): AbortSignal {
    return this.#cutOff.signal;
  }

  /** Notes that a leader with a majority has answered through the connected server. */
  noteLed(): void {
    this.#leaderless = undefined;
  }

  /**
   * Notes that no leader has answered. None does through a server that is cut off from the others, so another one is tried in
   * the end.
   */
  noteLeaderless(): void {
    if (!this.#isConnected) return;
    const nowMs = performance.now();
    const { sinceMs, lastMs } = this.#leaderless ?? { sinceMs: nowMs, lastMs: nowMs };
    const isNew = nowMs - lastMs > 2 * ELSEWHERE_AFTER_MS;
    this.#leaderless = { sinceMs: isNew ? nowMs : sinceMs, lastMs: nowMs };
    if (nowMs - this.#leaderless.sinceMs < ELSEWHERE_AFTER_MS) return;
    this.#leaderless = undefined;
    this.#logger.warn('no leader with a majority answers by this nats server; trying another one');
    void this.connection.reconnect();
  }

  onReconnect(listener: () => void): void {
    this.#reconnectListeners.push(listener);
  }

  /** Publishes; silently lost if not connected, or nobody listens. */
  publish(subject: string, payload: Uint8Array | string, headers?: MsgHdrs): void {
    // The client would buffer it without bound and send it after reconnecting.
    if (this.#isConnected) this.connection.publish(subject, payload, headers && { headers });
  }

  /** @throws DomainError `log.unavailable`  no answer; the request may have been processed */
  async request({ subject, payload, headers, timeoutMs }: Request): Promise<Msg> {
    this.requireConnected();
    const options = { timeout: Math.max(1, timeoutMs), ...(headers && { headers }) };
    let giveUp: (cause: Error) => void = () => {};
    try {
      return await new Promise((resolve, reject) => {
        giveUp = reject;
        // The client alone would wait for an answer on a lost connection.
        this.#unanswered.add(giveUp);
        this.connection.request(subject, payload, options).then(resolve, reject);
      });
    } catch (cause) {
      throw logUnavailable((cause as Error).message, cause);
    } finally {
      this.#unanswered.delete(giveUp);
    }
  }

  subscribe(subject: string, callback: (message: Msg) => void): Subscription {
    return this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return;
        try {
          callback(message);
        } catch (err) {
          // Anybody with access to the cluster may have sent it.
          this.#logger.warn({ err, subject }, 'got a message that cannot be read');
        }
      },
    });
  }

  /** @throws DomainError `log.unavailable` */
  requireConnected(): void {
    if (!this.#isConnected) throw logUnavailable('not connected');
  }

  async close(): Promise<void> {
    clearTimeout(this.#cutOffTimer);
    await this.connection.close();
  }

  /**
   * The first server to try after a loss: another one; the client would start with the lost one. Undefined leaves the choice to
   * the client.
   */
  #elsewhere(servers: readonly Server[]): Server | undefined {
    const lost = this.#server;
    this.#server = undefined;
    return lost === undefined ? undefined : servers.find(({ listen }) => listen !== lost);
  }

  #endCutOff(): void {
    clearTimeout(this.#cutOffTimer);
    this.#cutOffTimer = undefined;
    if (this.#cutOff.signal.aborted) this.#cutOff = new AbortController();
  }

  async #watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      switch (status.type) {
        case 'disconnect':
          this.#isConnected = false;
          this.#cutOffTimer ??= setTimeout(() => this.#cutOff.abort(), CUT_OFF_AFTER_MS);
          for (const giveUp of this.#unanswered) giveUp(new Error('the connection was lost'));
          this.#logger.warn(
            { server: status.server },
            'lost the connection to nats; trying again until it is back',
          );
          break;
        case 'reconnect':
          this.#isConnected = true;
          this.#server = this.connection.getServer();
          this.#endCutOff();
          this.#logger.info({ server: status.server }, 'connected to nats again');
          for (const listener of this.#reconnectListeners) listener();
          break;
        case 'error':
          this.#logger.warn({ err: status.error }, 'nats reported an error');
          break;
        case 'close':
          this.#isConnected = false;
      }
    }
  }
}

/** The client does not read credentials from a URL. */
function serversOf(url: string): { servers: string[]; user?: string; pass?: string; token?: string } {
  const urls = url.split(',').map((text) => new URL(text.trim()));
  const servers = urls.map(({ host }) => host);
  const { username, password } = urls[0] as URL;
  if (username === '') return { servers };
  const user = decodeURIComponent(username);
  return password === '' ? { servers, token: user } : { servers, user, pass: decodeURIComponent(password) };
}
