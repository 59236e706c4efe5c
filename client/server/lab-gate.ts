import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
/** A Host header of this machine, with an optional port. */
const HOST = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** Headers that a proxy adds for a remote client. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
const SAFE_METHODS: readonly (string | undefined)[] = ['GET', 'HEAD'];

/**
 * Why a request is not passed on to the lab, in a sentence; undefined if it is. Only a browser on this machine may, and only
 * for this server's own page. Refused, even if listed in ALLOWED_HOSTS: a remote connection, one that a proxy declares to be
 * forwarded, and a Host that is not this machine's (DNS rebinding). So are changes by any other page, including one from
 * another port of this machine.
 */
export function refusalByLab({ socket, headers, method }: IncomingMessage): string | undefined {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) return 'The lab is for this machine only.';
  if (PROXY_HEADERS.some((header) => headers[header] !== undefined))
    return 'The lab does not answer proxied requests.';
  const name = HOST.exec(host)?.[1];
  if (name === undefined || (/^\d/.test(name) && !isIPv4(name))) {
    return 'Expected Host to be localhost or a loopback address.';
  }
  if (SAFE_METHODS.includes(method)) {
    const isOwn = site === undefined || site === 'same-origin' || site === 'none';
    return isOwn ? undefined : 'Another page may not read the lab.';
  }
  if (origin !== `http://${host}`)
    return "Expected Origin to be the page's own: the lab is controlled from it.";
  return site === undefined || site === 'same-origin' ? undefined : 'Another page may not control the lab.';
}
