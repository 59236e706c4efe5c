import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { continueBody, DomainError } from '@blog/service-kit';
import type { Request, Response } from 'express';

/** Says that a replica passes a request on: it is not passed on again. */
const FORWARDED = 'bus-forwarded';
/** For this connection only (RFC 9110, 7.6.1), or set anew. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
  'host',
  'expect',
];
const CONNECT_MS_MAX = 1_000;

/**
 * Passes requests on to the replica that leads, and its answers back, neither of them held.
 * @throws DomainError `bus.no_leader`  none leads at the moment, or it cannot be reached; it may be sent again
 */
export class ForwardToLeader {
  readonly #leaderUrl: () => string | undefined;
  #agent = new http.Agent({ keepAlive: true });
  /** Where `#agent` has its connections. */
  #called: string | undefined;

  constructor(leaderUrl: () => string | undefined) {
    this.#leaderUrl = leaderUrl;
  }

  async handle(request: Request, response: Response): Promise<void> {
    const url = this.#leaderUrl();
    if (url === undefined || request.headers[FORWARDED] !== undefined) throw noLeader();
    const answer = await this.#send(this.#agentOf(url), { url, request, response });
    response.writeHead(
      answer.statusCode ?? 502,
      without(answer.headers, [...HOP_BY_HOP, 'transfer-encoding']),
    );
    // Streams say nothing for a while, and their readers must see that they have begun.
    response.flushHeaders();
    await pipeline(answer, response).catch(() => response.destroy());
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
  }

  /** Another leader: what is under way to the one before would not be answered any more. */
  #agentOf(url: string): http.Agent {
    if (this.#called !== url) {
      this.#agent.destroy();
      this.#agent = new http.Agent({ keepAlive: true });
      this.#called = url;
    }
    return this.#agent;
  }

  #send(
    agent: http.Agent,
    { url, request, response }: { url: string; request: Request; response: Response },
  ): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const sent = http.request({
        agent,
        // Never what the target says of a host.
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: request.originalUrl ?? request.url,
        method: request.method,
        // With its framing: Node would give a GET's body none.
        headers: { ...without(request.headers, HOP_BY_HOP), [FORWARDED]: '1' },
      });
      sent.once('response', resolve).on('error', (cause) => reject(noLeader(cause)));
      sent.once('socket', (socket) => {
        if (!socket.connecting) return;
        const overdue = setTimeout(() => sent.destroy(new Error('No connection in time.')), CONNECT_MS_MAX);
        socket.once('connect', () => clearTimeout(overdue)).once('close', () => clearTimeout(overdue));
      });
      response.once('close', () => sent.destroy());
      continueBody(request, response);
      const { headers } = request;
      const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
      if (hasBody) request.pipe(sent);
      else sent.end();
    });
  }
}

function without(headers: http.IncomingHttpHeaders, names: readonly string[]): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function noLeader(cause?: Error): DomainError {
  const message = 'No replica of the bus leads at the moment, or it cannot be reached; try again.';
  return new DomainError('bus.no_leader', message, undefined, cause && { cause });
}
