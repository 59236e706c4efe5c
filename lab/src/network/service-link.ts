import type { LinkPort } from '../domain/links';
import { TcpRelay } from './tcp-relay';

/** Where the two sides of a service's link are, as URLs. */
export interface LinkEnds {
  readonly service: string;
  /** The bus, or each of its replicas. */
  readonly bus: readonly string[];
  /** The service, if the bus calls it. */
  readonly own?: string | undefined;
}

/** All that goes between a service and the bus: its calls, and the bus's calls of it. */
export class ServiceLink implements LinkPort {
  readonly #toBus: readonly TcpRelay[];
  readonly #toService: TcpRelay | undefined;

  private constructor({ bus, own }: LinkEnds) {
    this.#toBus = bus.map(relayTo);
    this.#toService = own === undefined ? undefined : relayTo(own);
  }

  /** Until it is said that the service is up, the bus cannot call it. */
  static async open(ends: LinkEnds): Promise<ServiceLink> {
    const link = new ServiceLink(ends);
    await Promise.all(link.#relays.map((relay) => relay.open()));
    link.serviceIs(false);
    return link;
  }

  /** Where the service shall call the bus, as BUS_URL has it. */
  get busUrl(): string {
    return this.#toBus.map(({ url }) => url).join();
  }

  /** Where the bus shall call the service; undefined if it does not. */
  get ownUrl(): string | undefined {
    return this.#toService?.url;
  }

  /** Whether the service takes what the bus sends. */
  serviceIs(isUp: boolean): void {
    this.#toService?.targetIs(isUp);
  }

  set(condition: Parameters<LinkPort['set']>[0]): void {
    for (const relay of this.#relays) relay.set(condition);
  }

  close(): void {
    for (const relay of this.#relays) relay.close();
  }

  get #relays(): readonly TcpRelay[] {
    return this.#toService === undefined ? this.#toBus : [...this.#toBus, this.#toService];
  }
}

function relayTo(url: string): TcpRelay {
  const { hostname, port } = new URL(url);
  return new TcpRelay({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
}
