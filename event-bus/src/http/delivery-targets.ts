import { isIP } from 'node:net';
import type { CallRules } from '@blog/service-kit';
import { problems } from '../problems';
import { carriedAddresses } from './carried-addresses';
import { TargetList } from './target-list';

/** What no subscriber has: this host's own nameless address, link-local and multicast ones, and the metadata of clouds. */
const NEVER_A_SUBSCRIBER = new TargetList([
  '0.0.0.0/8',
  '::/128',
  '169.254.0.0/16',
  'fe80::/10',
  '224.0.0.0/4',
  '255.255.255.255',
  'ff00::/8',
  // Translated to IPv4 in ways that each network chooses for itself (RFC 8215): where it leads cannot be told.
  '64:ff9b:1::/48',
  // Metadata beside the link-local ones: of AWS and GCP by IPv6, Alibaba, Azure and Oracle.
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'metadata.google.internal',
  'metadata.goog',
  'metadata',
  'instance-data',
  'instance-data.ec2.internal',
]);

/**
 * Where the bus may deliver to. What is denied is denied; if anything is allowed, nothing else is; and what no subscriber has
 * is allowed only by its address, not by a name that leads there. An address of IPv6 that carries one of IPv4 is denied where that
 * is, but not allowed where that is: whoever has a network can give it such an address.
 */
export class DeliveryTargets implements CallRules {
  readonly #allow: TargetList;
  readonly #deny: TargetList;

  constructor({ allow, deny }: { allow: TargetList; deny: TargetList }) {
    this.#allow = allow;
    this.#deny = deny;
  }

  /** Asked with the address that is connected to. */
  allows({ host, address }: { host: string; address: string }): boolean {
    const name = nameOf(host);
    const forms = [address, ...carriedAddresses(address)];
    const isIn = (list: TargetList) => list.hasHost(name) || forms.some((form) => list.hasAddress(form));
    if (isIn(this.#deny)) return false;
    if (this.#allow.hasAddress(address)) return true;
    if (isIn(NEVER_A_SUBSCRIBER)) return false;
    return this.#allow.isEmpty || this.#allow.hasHost(name);
  }

  /**
   * Tells at once what can be told without a look-up of the name.
   * @throws DomainError `subscription.target_denied`
   */
  check(url: string): void {
    const host = nameOf(new URL(url).hostname);
    const isDenied =
      isIP(host) === 0
        ? this.#deny.hasHost(host) || (NEVER_A_SUBSCRIBER.hasHost(host) && this.#allow.isEmpty)
        : !this.allows({ host, address: host });
    if (!isDenied) return;
    const message = `The bus must not call ${host} (DELIVERY_ALLOW, DELIVERY_DENY).`;
    throw problems.error('subscription.target_denied', message);
  }
}

/** In the one form that is compared: without the brackets of IPv6, or the dot that ends a whole name. */
const nameOf = (host: string) => host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
