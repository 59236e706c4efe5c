import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { continueBody, type DomainError, dropConnectionHeaders } from '@blog/service-kit';
import type { Request, Response } from 'express';
import { problems } from '../problems';

/** Says that a replica passes a request on: it is not passed on again. */
const FORWARDED = 'bus-forwarded';
const CONNECT_MS_MAX = 1_000;

/**
 * Passes requests on to the replica that leads, and its answers back, neither of them held.
 * @throws DomainError `bus.no_leader`  none leads at the moment, or it cannot be reached; it may be sent again
 */
export class ForwardToLeader {
  readonly #leaderUrl: () => string | null;
  #agent = new http.Agent({ keepAlive: true });
  /** Where `#agent` has its connections. */
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
      // Of its own: if this fails, Express still has the request. It is another host's now, and keeps its framing, which Node
      // would not give a GET's body.
      const { host: _, ...headers } = request.headers;
      dropConnectionHeaders(headers);
      const sent = http.request({
        agent,
        // Never what the target says of a host.
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
