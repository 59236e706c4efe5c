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

/** Between two attempts to reach a server, in milliseconds. */
const RECONNECT_MS = 100;
const HANDSHAKE_MS = 2_000;
/** A server that answers no ping for two of these has its connection closed, in milliseconds. */
const PING_MS = 1_000;
const UNANSWERED_PINGS_MAX = 2;
/** How long no leader may answer by one server until another one is tried, in milliseconds. */
const ELSEWHERE_AFTER_MS = 3_000;
/** Whoever loses a server has another one within a moment: who has none for so long, in milliseconds, is cut off. */
const CUT_OFF_AFTER_MS = 2_000;

export interface LinkOptions {
  /** Such as `nats://user:password@host:4222`; several, of one cluster, separated by commas. */
  readonly url: string;
  /** What the servers' monitoring shows. */
  readonly name: string;
  readonly logger: Logger;
}

export interface Request {
  readonly subject: string;
  readonly payload?: Uint8Array | string | undefined;
  readonly headers?: MsgHdrs | undefined;
  readonly timeoutMs: number;
}

/** A connection to a cluster, which comes back by itself, for as long as the process lives. */
export class NatsLink {
  readonly connection: NatsConnection;
  readonly #logger: Logger;
  readonly #reconnectListeners: (() => void)[] = [];
  /** What gives up a request whose answer cannot come any more. */
  readonly #unanswered = new Set<(cause: Error) => void>();
  #isConnected = true;
  /** The server that is connected, or was until a moment ago. */
  #server: string | undefined;
  /** Since when no leader has answered, and when that was last seen. */
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

  /** Is aborted once no server was connected for CUT_OFF_AFTER_MS; there is another one as soon as one is. */
  get cutOff(): AbortSignal {
    return this.#cutOff.signal;
  }

  /** Is told that a leader with a majority has answered by the server that is connected. */
  noteLed(): void {
    this.#leaderless = undefined;
  }

  /** Is told that none has: by a server that is cut off from the others none does, and then another one is tried. */
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

  /** Publishes; lost without a word if there is no connection, or nobody listens. */
  publish(subject: string, payload: Uint8Array | string, headers?: MsgHdrs): void {
    // The client would keep it, without bound, and send it once it is connected again.
    if (this.#isConnected) this.connection.publish(subject, payload, headers && { headers });
  }

  /** @throws DomainError `log.unavailable`  no answer; whether it was heard is unknown */
  async request({ subject, payload, headers, timeoutMs }: Request): Promise<Msg> {
    this.requireConnected();
    const options = { timeout: Math.max(1, timeoutMs), ...(headers && { headers }) };
    let giveUp: (cause: Error) => void = () => {};
    try {
      return await new Promise((resolve, reject) => {
        giveUp = reject;
        // The client itself would wait for an answer on a connection that is lost.
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

  /** The first server to try after a loss; the client itself begins with the one that was lost. Undefined: the client chooses. */
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

/** The client itself does not look for a user in an address. */
function serversOf(url: string): { servers: string[]; user?: string; pass?: string; token?: string } {
  const urls = url.split(',').map((text) => new URL(text.trim()));
  const servers = urls.map(({ host }) => host);
  const { username, password } = urls[0] as URL;
  if (username === '') return { servers };
  const user = decodeURIComponent(username);
  return password === '' ? { servers, token: user } : { servers, user, pass: decodeURIComponent(password) };
}
