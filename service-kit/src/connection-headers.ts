import type { IncomingHttpHeaders } from 'node:http';

/** Hop-by-hop headers (RFC 9110, 7.6.1); each side of a proxy has its own. */
const CONNECTION_HEADERS = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
];
/** These say where a body ends: a sender may not have them dropped by naming them in Connection. */
const FRAMING_HEADERS = ['content-length', 'host', 'transfer-encoding'];

/** Removes hop-by-hop headers, and those that `Connection` names, from the headers that a proxy passes on. */
export function dropConnectionHeaders(headers: IncomingHttpHeaders): void {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  for (const name of [...CONNECTION_HEADERS, ...named]) {
    if (!FRAMING_HEADERS.includes(name)) delete headers[name];
  }
}
