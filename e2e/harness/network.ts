import { TcpProxy } from './tcp-proxy';

interface Link {
  readonly from: string;
  readonly to: string;
  /** Where `to` listens on loopback. */
  readonly port: number;
}

/** `cut` breaks connections and takes no new ones; `stalled` lets nothing through, and delivers it all when it ends. */
export type CutOff = 'cut' | 'stalled';

/** Links between processes that can be cut: who calls another over one of them calls its port here. */
export class Network {
  readonly #links: readonly (Link & { readonly proxy: TcpProxy })[];

  private constructor(links: readonly (Link & { readonly proxy: TcpProxy })[]) {
    this.#links = links;
  }

  static async open(links: readonly Link[]): Promise<Network> {
    const open = async (link: Link) => ({ ...link, proxy: await new TcpProxy(() => link.port).listen() });
    return new Network(await Promise.all(links.map(open)));
  }

  /** The port by which `from` calls `to`. */
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

  /** All links work again; what was stalled arrives. */
  mend(): void {
    for (const { proxy } of this.#links) {
      proxy.accept();
      proxy.resume();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ proxy }) => proxy.close()));
  }
}
