import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { AllowedHosts } from './allowed-hosts';
import { type AllowedOrigins, isAllowedOrigin } from './allowed-origins';
import { problems } from './problems';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Passes a request, or throws the DomainError that refuses it. */
export type WebGate = (request: Request) => void;

/**
 * Keeps web pages from doing what their visitor did not ask for. A browser sends a page's requests to this machine with
 * nobody's consent; that its answer cannot be read (CORS) does not undo what it has done.
 *
 * Refuses a Host that is not this server's (`request.unknown_host`, see `AllowedHosts`), and what a page of another site
 * would change (`request.cross_site`): by any method but GET, HEAD and OPTIONS, or by a GET for which `changesByGet` is
 * true. Origins in `allowedOrigins` may; `false` leaves that to whoever the request is passed on to. What is not a
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
    // Only HTTP/1.0 has none, and no browser.
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
  // The scheme is not compared: who ends TLS before this server keeps the Host, but not the scheme.
  if (site === undefined && origin?.replace(/^https?:\/\//, '') === host) return false;
  return allowed !== '*' && !(origin !== undefined && isAllowedOrigin(origin, allowed));
}
