import { isIPv4 } from 'node:net';
import { problems } from './problems';

/** A host with an optional port (RFC 9110, 7.2). */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]+)(?::\d*)?$/i;
/** Headers remembered at most: every address is a good one, so their number must be bounded. */
const KNOWN_MAX = 1_000;

/**
 * The hosts that a server answers as. A page can make its own name resolve to this server's address and then call it
 * as its own origin (DNS rebinding); its Host header still carries that name.
 *
 * Addresses are always allowed, since DNS rebinding needs a name. So are localhost and the names below it, which browsers
 * resolve themselves. `names` are allowed too: `*` is any name, `*.example.org` any name below that one.
 */
export class AllowedHosts {
  readonly #any: boolean;
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  /** Accepted headers as received, so that the next request of the same client costs one look-up. */
  readonly #known = new Set<string>();

  constructor(names: readonly string[]) {
    const lower = names.map((name) => name.toLowerCase());
    this.#any = lower.includes('*');
    this.#names = new Set(['localhost', ...lower]);
    this.#suffixes = ['*.localhost', ...lower]
      .filter((name) => name.startsWith('*.'))
      .map((name) => name.slice(1));
  }

  /**
   * Accepts a Host header that names one of the hosts, with any port.
   * @throws DomainError `request.malformed`     not a host
   * @throws DomainError `request.unknown_host`  a host that is not allowed
   */
  check(header: string): void {
    if (this.#known.has(header)) return;
    const host = HOST.exec(header)?.[1]?.toLowerCase();
    if (host === undefined) {
      throw problems.error('request.malformed', 'Expected a host, and perhaps a port, in Host.');
    }
    // A trailing dot stands for the DNS root and is optional.
    if (!this.#has(host.endsWith('.') ? host.slice(0, -1) : host)) {
      throw problems.error(
        'request.unknown_host',
        `Expected Host to be localhost, an address, or a name in ALLOWED_HOSTS, got ${host}.`,
      );
    }
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.add(header);
  }

  #has(host: string): boolean {
    if (this.#any || this.#names.has(host) || host.startsWith('[') || isIPv4(host)) return true;
    return this.#suffixes.some((suffix) => host.length > suffix.length && host.endsWith(suffix));
  }
}
