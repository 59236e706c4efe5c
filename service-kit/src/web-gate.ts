import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { AllowedHosts } from './allowed-hosts';
import { type AllowedOrigins, isAllowedOrigin } from './allowed-origins';
import { problems } from './problems';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Accepts a request, or throws the DomainError that refuses it. */
export type WebGate = (request: Request) => void;

/**
 * Keeps web pages from doing what their visitor did not ask for. A browser sends a page's requests to this machine without
 * anybody's consent; CORS keeps the page from reading the answer, but does not undo the change.
 *
 * Refuses a Host that is not this server's (`request.unknown_host`, see `AllowedHosts`), and changes by a page of another
 * site (`request.cross_site`): any method but GET, HEAD and OPTIONS, or a GET for which `changesByGet` is true. Origins in
 * `allowedOrigins` may; `false` leaves the decision to the service that the request is forwarded to. A client that is not a
 * browser is never taken for another site.
 */
export function webGate(options: {
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: AllowedOrigins | false;
  readonly changesByGet?: ((request: Request) => boolean) | undefined;
}): WebGate {
  const { allowedOrigins, changesByGet } = options;
  const hosts = new AllowedHosts(options.allowedHosts);
  return (request) => {
    const { headers, method } = request;
    // Only HTTP/1.0 requests lack it, which no browser sends.
    if (headers.host !== undefined) hosts.check(headers.host);
    if (allowedOrigins === false || !isCrossSite(headers, allowedOrigins)) return;
    if (SAFE_METHODS.has(method) && !changesByGet?.(request)) return;
    const origin = headers.origin ?? 'a page of another site';
    throw problems.error(
      'request.cross_site',
      `Expected a change by this origin's own page, or one in CORS_ORIGINS, got one by ${origin}.`,
    );
  };
}

/** As `CrossOriginProtection` of Go's net/http: every browser since 2023 sends Sec-Fetch-Site to loopback and by https. */
function isCrossSite(headers: IncomingHttpHeaders, allowed: AllowedOrigins): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site === undefined && origin === undefined) return false;
  if (site === 'same-origin' || site === 'none') return false;
  // The scheme is not compared: a proxy that terminates TLS keeps the Host, but not the scheme.
  if (site === undefined && origin?.replace(/^https?:\/\//, '') === host) return false;
  return allowed !== '*' && !(origin !== undefined && isAllowedOrigin(origin, allowed));
}
