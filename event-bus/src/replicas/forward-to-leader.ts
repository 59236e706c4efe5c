import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { continueBody, type DomainError, dropConnectionHeaders } from '@blog/service-kit';
import type { Request, Response } from 'express';
import { problems } from '../problems';

/** Marks a request that a replica has forwarded, so that it is not forwarded again. */
const FORWARDED = 'bus-forwarded';
const CONNECT_MS_MAX = 1_000;

/**
 * Forwards requests to the leading replica and its answers back, without buffering either.
 * @throws DomainError `bus.no_leader`  none leads at the moment, or it cannot be reached; the request may be sent again
 */
export class ForwardToLeader {
  readonly #leaderUrl: () => string | null;
  #agent = new http.Agent({ keepAlive: true });
  /** The URL to which `#agent` has connections. */
  #called: string | undefined;

  constructor(leaderUrl: () => string | null) {
    this.#leaderUrl = leaderUrl;
  }

  async handle(request: Request, response: Response): Promise<void> {
    const url = this.#leaderUrl();
    if (url === null || request.headers[FORWARDED] !== undefined) throw noLeader();
    const answer = await this.#send(this.#agentOf(url), { url, request, response });
    const { statusCode = 502, headers } = answer;
    dropConnectionHeaders(headers);
    delete headers['transfer-encoding'];
    response.writeHead(statusCode, headers);
    // A stream may be silent at first, and its reader must see that it is open.
    response.flushHeaders();
    await pipeline(answer, response).catch(() => response.destroy());
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
  }

  /** If the leader has changed, closes the connections to the previous one: it would no longer answer. */
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
      // A copy: if this fails, Express still has the request. Without its host, since it goes to another one; with its framing,
      // which Node would not add for the body of a GET.
      const { host: _, ...headers } = request.headers;
      dropConnectionHeaders(headers);
      const sent = http.request({
        agent,
        // Never the host of the request target.
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: request.originalUrl ?? request.url,
        method: request.method,
        headers: { ...headers, [FORWARDED]: '1' },
      });
      sent.once('response', resolve).on('error', (cause) => reject(noLeader(cause)));
      sent.once('socket', (socket) => {
        if (!socket.connecting) return;
        const overdue = setTimeout(() => sent.destroy(new Error('No connection in time.')), CONNECT_MS_MAX);
        socket.once('connect', () => clearTimeout(overdue)).once('close', () => clearTimeout(overdue));
      });
      response.once('close', () => sent.destroy());
      continueBody(request, response);
      const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
      if (hasBody) request.pipe(sent);
      else sent.end();
    });
  }
}

function noLeader(cause?: Error): DomainError {
  const message = 'No replica of the bus leads at the moment, or it cannot be reached; try again.';
  return problems.error('bus.no_leader', message, undefined, cause && { cause });
}
