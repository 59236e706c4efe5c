import type { LinkPort } from '../domain/links';
import { TcpRelay } from './tcp-relay';

/** The two ends of a service's link, as URLs. */
export interface LinkEnds {
  readonly service: string;
  /** The bus, or each of its replicas. */
  readonly bus: readonly string[];
  /** The service, if the bus calls it, and the port of 127.0.0.1 through which it does. */
  readonly own?: { readonly url: string; readonly port: number } | undefined;
}

/** Everything between a service and the bus: its calls to the bus, and the bus's calls to it. */
export class ServiceLink implements LinkPort {
  readonly #toBus: readonly TcpRelay[];
  readonly #toService: TcpRelay | undefined;

  private constructor({ bus, own }: LinkEnds) {
    // The bus treats a refused connection as a subscriber that is down, but a broken one as a failed attempt.
    const toService = own && new TcpRelay(addressOf(own.url), { isMirror: true });
    this.#toService = toService;
    // A service that subscribes again is called immediately, and must be reachable by then.
    const beforeSend = async () => toService?.look();
    this.#toBus = bus.map((url) => new TcpRelay(addressOf(url), { beforeSend }));
  }

  static async open(ends: LinkEnds): Promise<ServiceLink> {
    const link = new ServiceLink(ends);
    await Promise.all([...link.#toBus.map((relay) => relay.open()), link.#toService?.open(ends.own?.port)]);
    return link;
  }

  /** The value of BUS_URL through which the service shall call the bus. */
  get busUrl(): string {
    return this.#toBus.map(({ url }) => url).join();
  }

  /** Where the bus shall call the service; undefined if it does not. */
  get ownUrl(): string | undefined {
    return this.#toService?.url;
  }

  set(condition: Parameters<LinkPort['set']>[0]): void {
    for (const relay of this.#toBus) relay.set(condition);
    this.#toService?.set(condition);
  }

  /** Stops relaying. */
  close(): void {
    for (const relay of this.#toBus) relay.close();
    this.#toService?.close();
  }
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
