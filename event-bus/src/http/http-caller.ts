import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { ADDRESS_DENIED, type CallRules, connectingAgents } from '@blog/service-kit';

const DISCARD_BYTES_MAX = 64 * 1024;
const DISCARD_MS_MAX = 1_000;
/** How a connection ends that the subscriber closed while the request was on its way. */
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE']);
/** What Node's parser says of an answer that is none. */
const NO_HTTP = /^HPE_/;

const DENIED = 'The bus must not call this address (DELIVERY_ALLOW, DELIVERY_DENY).';

/** What is asked of a subscriber. */
export interface Call {
  readonly url: string;
  readonly method: 'POST' | 'OPTIONS';
  readonly headers: OutgoingHttpHeaders;
  readonly parts: readonly Buffer[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called at the beginning, with what ends it. */
  onBegin?(cut: () => void): void;
  /** Called once the system has all of the body, or the connection is closed. */
  onSent?(): void;
}

export interface Answer {
  readonly kind: 'answered';
  /** It came before all of the body had left. */
  readonly isEarly: boolean;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/**
 * `unreached`: nobody has seen anything of it, or what answered is no subscriber; `stale`: the connection was an earlier one, and
 * closed; `broken`: the subscriber may have seen it.
 */
export type CallFailure =
  | { readonly kind: 'unreached' | 'broken'; readonly reason: string }
  | { readonly kind: 'stale' };

/** How far a request came; until it has a connection, the subscriber cannot have seen anything of it. */
interface Attempt {
  isConnected: boolean;
  /** It had a connection that was there already, which the subscriber may have closed meanwhile. */
  isReused: boolean;
}

/**
 * Calls subscribers where `targets` allows it, and never throws for what they do. Redirects are not followed: a call goes where
 * the subscription says, or nowhere. Of an answer only the head is kept: who may subscribe must not read from the bus's network
 * that way.
 */
export class HttpCaller {
  readonly #agents: ReturnType<typeof connectingAgents>;

  constructor(targets: CallRules) {
    this.#agents = connectingAgents(targets);
  }

  async call(call: Call): Promise<Answer | CallFailure> {
    const { timeoutMs, signal } = call;
    const cut = new AbortController();
    const stop = () => cut.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop);
    call.onBegin?.(stop);
    const attempt: Attempt = { isConnected: false, isReused: false };
    try {
      return await this.#send(call, attempt, cut.signal);
    } catch (error) {
      const { code = 'ERROR' } = error as NodeJS.ErrnoException;
      if (code === ADDRESS_DENIED) return { kind: 'unreached', reason: DENIED };
      const late = cut.signal.aborted ? `within ${timeoutMs} ms` : undefined;
      if (!attempt.isConnected) return { kind: 'unreached', reason: `No connection ${late ?? `(${code})`}.` };
      if (attempt.isReused && BROKEN_OFF.has(code)) return { kind: 'stale' };
      if (NO_HTTP.test(code)) return { kind: 'unreached', reason: 'What answered does not speak HTTP.' };
      return { kind: 'broken', reason: late === undefined ? `Broken off (${code}).` : `No answer ${late}.` };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  #send(call: Call, attempt: Attempt, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method, headers, parts, onSent = () => {} } = call;
      const url = new URL(call.url);
      const { request, agent, connected } =
        url.protocol === 'https:'
          ? { request: https.request, agent: this.#agents.httpsAgent, connected: 'secureConnect' }
          : { request: http.request, agent: this.#agents.httpAgent, connected: 'connect' };
      const sent = request(url, { method, agent, signal, headers });
      sent
        .once('socket', (socket) => {
          attempt.isReused = sent.reusedSocket;
          attempt.isConnected = sent.reusedSocket;
          // It would otherwise wait on a kept connection for what never comes.
          if (sent.reusedSocket) return;
          socket.once(connected, () => {
            attempt.isConnected = true;
          });
        })
        .once('response', (message) => {
          const isEarly = !sent.writableFinished;
          // Nobody would wait any more for the rest to be taken.
          if (isEarly) sent.destroy();
          else discard(message);
          resolve({ kind: 'answered', isEarly, status: message.statusCode ?? 0, headers: message.headers });
        })
        .on('error', reject)
        .once('finish', onSent)
        .once('close', onSent);
      sent.cork();
      for (const part of parts) sent.write(part);
      sent.end();
    });
  }
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
