import type { Request } from 'express';

/** Groups of an IPv6 address that identify one customer (RFC 6177: a network of /64 or larger each). */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/**
 * Where a request comes from, for fair shares: an IPv4 address, or the /64 network of an IPv6 address. Behind a proxy it is
 * the proxy's address: anybody can send a header that claims another.
 */
export function clientAddress({ socket: { remoteAddress = '' } }: Request): string {
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');
  if (!address.includes(':')) return address;
  const [start = [], end = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, GROUPS - start.length - end.length)).fill('0');
  return [...start, ...zeros, ...end].slice(0, NETWORK_GROUPS).join(':');
}
