import { BlockList, isIP } from 'node:net';

/** A host name, or `*.` and the end of some. */
const HOST = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
/** Addresses of IPv6 that reach one of IPv4: NAT64, 6to4 and IPv4-compatible; those that are mapped match by themselves. */
const CARRIERS: readonly { before: string; after: string; bits: number }[] = [
  { before: '64:ff9b::', after: '', bits: 96 },
  { before: '2002:', after: '::', bits: 16 },
  { before: '::', after: '', bits: 96 },
];

/** Addresses, networks (CIDR) and host names. */
export class TargetList {
  readonly isEmpty: boolean;
  readonly #networks = new BlockList();
  readonly #hosts = new Set<string>();
  readonly #suffixes: string[] = [];

  /** @throws Error  naming the entry that is none of them */
  constructor(entries: readonly string[]) {
    this.isEmpty = entries.length === 0;
    for (const entry of entries) this.#add(entry.toLowerCase());
  }

  /** Separated by commas. */
  static parse(text: string): TargetList {
    return new TargetList(text.split(',').flatMap((entry) => entry.trim() || []));
  }

  hasHost(host: string): boolean {
    return this.#hosts.has(host) || this.#suffixes.some((suffix) => host.endsWith(suffix));
  }

  /** Also in another form that reaches it: mapped or translated to IPv6. */
  hasAddress(address: string): boolean {
    const [plain = ''] = address.split('%');
    return this.#networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  }

  #add(entry: string): void {
    const [address = '', bits, ...rest] = entry.split('/');
    const family = isIP(address);
    if (family === 0 && bits === undefined && HOST.test(entry)) {
      if (entry.startsWith('*.')) this.#suffixes.push(entry.slice(1));
      else this.#hosts.add(entry);
      return;
    }
    const bitsMax = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? bitsMax : Number(bits);
    const isWhole = /^\d+$/.test(bits ?? '0') && prefix <= bitsMax && rest.length === 0;
    if (family === 0 || !isWhole || address.includes('%')) {
      throw new Error(`expected addresses, CIDRs or host names, got ${JSON.stringify(entry)}`);
    }
    this.#networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
    if (family === 4) this.#addCarried(address, prefix);
  }

  #addCarried(address: string, prefix: number): void {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    const groups = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    for (const { before, after, bits } of CARRIERS) {
      // The loopback address of IPv6 looks as if it were compatible with 0.0.0.1.
      if (before === '::' && (a === 0 || prefix < 8)) continue;
      this.#networks.addSubnet(`${before}${groups}${after}`, bits + prefix, 'ipv6');
    }
  }
}
