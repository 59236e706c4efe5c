import { BlockList, isIP } from 'node:net';

/** A host name, or `*.` and the end of some. */
const HOST = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
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

  /** An address of IPv4 also in its mapped form; for others see `carriedAddresses`. */
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
  }
}
