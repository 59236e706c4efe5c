import { isIPv4 } from 'node:net';
import { problems } from './problems';

/** A host, and perhaps a port (RFC 9110, 7.2). */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]+)(?::\d*)?$/i;
/** Remembered headers; there are as many good ones as there are addresses, so that they must not add up. */
const KNOWN_MAX = 1_000;

/**
 * The hosts that a server answers as. A page can have its own name resolve to this server's address and then call it
 * as its own origin (DNS rebinding); its Host header still has that name.
 *
 * Addresses are always allowed: to them nobody's name can lead. So are localhost and the names below it, which browsers
 * resolve by themselves. `names` are those beside them: `*` is any name, `*.example.org` any below that one.
 */
export class AllowedHosts {
  readonly #any: boolean;
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  /** Headers as they came, so that the next request of the same client costs one look-up. */
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
   * Passes a Host header that names one of the hosts, whatever its port.
   * @throws DomainError `request.malformed`     it is no host
   * @throws DomainError `request.unknown_host`  it is another's
   */
  check(header: string): void {
    if (this.#known.has(header)) return;
    const host = HOST.exec(header)?.[1]?.toLowerCase();
    if (host === undefined) {
      throw problems.error('request.malformed', 'Expected a host, and perhaps a port, in Host.');
    }
    // The root's dot, which a resolver does not need.
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
