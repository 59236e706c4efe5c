import type { IncomingHttpHeaders } from 'node:http';

/** Headers about one connection (RFC 9110, 7.6.1); each side of a proxy has its own. */
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
/** Without these nobody knows where a body ends: a sender may not have them dropped by naming them in Connection. */
const FRAMING_HEADERS = ['content-length', 'host', 'transfer-encoding'];

/** Takes the headers of one connection, and what its `Connection` names, out of those that a proxy passes on. */
export function dropConnectionHeaders(headers: IncomingHttpHeaders): void {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  for (const name of [...CONNECTION_HEADERS, ...named]) {
    if (!FRAMING_HEADERS.includes(name)) delete headers[name];
  }
}
