import { request as call, type IncomingMessage, type ServerResponse } from 'node:http';
import { LAB_SECRET_HEADER } from '@blog/lab/state';
import { type DomainError, dropConnectionHeaders, problemDocument } from '@blog/service-kit';
import { refusalByLab } from './lab-gate';
import { problems } from './problems';

/** The lab's address, and the secret that it expects with each request. */
export interface LabAccess {
  readonly url: string;
  readonly secret: string;
}

const PREFIX = '/api/lab';
const ABSENT =
  'There is no lab here: the page of a system has one that "npm start" or "npm run dev" has started on this machine.';

/** Node's own request; Express and Vite's server add the original path. */
type LabRequest = IncomingMessage & { readonly originalUrl?: string };

/**
 * Handles `/api/lab`: proxies requests of this server's own page to `/lab`, with the secret, streaming both ways.
 * Without `access` there is no lab. Independent of Express, so that Vite's server can use it as well.
 */
export function passToLab(access: LabAccess | undefined) {
  return (request: LabRequest, response: ServerResponse): void => {
    if (access === undefined) {
      refuse(response, problems.error('lab.absent', ABSENT));
      return;
    }
    const detail = refusalByLab(request);
    if (detail === undefined) pass(request, response, access);
    else refuse(response, problems.error('lab.forbidden', detail));
  };
}

function pass(request: LabRequest, response: ServerResponse, { url, secret }: LabAccess): void {
  const { originalUrl = '', method, headers } = request;
  dropConnectionHeaders(headers);
  // The lab is called under another host and does not check origins: that was done here.
  const { host: _, origin: __, ...others } = headers;
  const outgoing = call(new URL(url), {
    method,
    path: `/lab${originalUrl.slice(PREFIX.length)}`,
    headers: { ...others, [LAB_SECRET_HEADER]: secret },
    agent: false,
  });
  outgoing.once('response', (answer) => {
    dropConnectionHeaders(answer.headers);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // Sends a stream's head before its first event.
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else {
      const detail = 'The lab cannot be reached: what has started this system has ended.';
      refuse(response, problems.error('lab.unreachable', detail));
    }
  });
  response.once('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

function refuse(response: ServerResponse, error: DomainError): void {
  const problem = problemDocument(error);
  response
    .writeHead(problem.status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(problem));
}
