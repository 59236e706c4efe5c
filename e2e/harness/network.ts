import { TcpProxy } from './tcp-proxy';

interface Link {
  readonly from: string;
  readonly to: string;
  /** Loopback port of `to`. */
  readonly port: number;
}

/** `cut` breaks connections and refuses new ones; `stalled` holds all data back and delivers it at the end. */
export type CutOff = 'cut' | 'stalled';

/** Links between processes that can be cut: a caller connects to the link's port instead of the target's. */
export class Network {
  readonly #links: readonly (Link & { readonly proxy: TcpProxy })[];

  private constructor(links: readonly (Link & { readonly proxy: TcpProxy })[]) {
    this.#links = links;
  }

  static async open(links: readonly Link[]): Promise<Network> {
    const open = async (link: Link) => ({ ...link, proxy: await new TcpProxy(() => link.port).listen() });
    return new Network(await Promise.all(links.map(open)));
  }

  /** The port through which `from` calls `to`. */
  port(from: string, to: string): number {
    const link = this.#links.find((each) => each.from === from && each.to === to);
    if (link === undefined) throw new Error(`There is no link from ${from} to ${to}.`);
    return Number(new URL(link.proxy.url).port);
  }

  /** Cuts all links from and to a process. */
  cutOff(name: string, how: CutOff): void {
    for (const { from, to, proxy } of this.#links) {
      if (from !== name && to !== name) continue;
      if (how === 'cut') proxy.refuse();
      else proxy.stall();
    }
  }

  /** Restores all links; stalled data arrives. */
  heal(): void {
    for (const { proxy } of this.#links) {
      proxy.accept();
      proxy.resume();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ proxy }) => proxy.close()));
  }
}
