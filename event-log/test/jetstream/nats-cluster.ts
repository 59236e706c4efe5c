import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../e2e/harness/free-port';
import { Network } from '../../../e2e/harness/network';
import { eventually } from '../../../service-kit/test/eventually';
import { NatsServer } from './nats-server';

/** One nats-server or a local cluster, with durable storage in a temporary folder. */
export class NatsCluster {
  readonly servers: readonly NatsServer[];
  readonly #network: Network | undefined;
  readonly #folder: string;

  private constructor(servers: readonly NatsServer[], network: Network | undefined, folder: string) {
    this.servers = servers;
    this.#network = network;
    this.#folder = folder;
  }

  /** Resolves once all servers are healthy. With `isCuttable` they connect to one another through `network`. */
  static async start(size: 1 | 3, { isSynced = true, isCuttable = false } = {}): Promise<NatsCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'blog-nats-'));
    const portsOf = () => Promise.all(Array.from({ length: size }, () => freePort()));
    const [clientPorts, monitorPorts, clusterPorts] = await Promise.all([portsOf(), portsOf(), portsOf()]);
    const names = clientPorts.map((_, index) => `n${index + 1}`);
    const network = isCuttable ? await networkOf(names, clusterPorts) : undefined;
    const routesOf = (name: string) =>
      network === undefined
        ? clusterPorts
        : names.filter((other) => other !== name).map((other) => network.port(name, other));
    const servers = names.map(
      (name, index) =>
        new NatsServer({
          name,
          folder,
          clientPort: clientPorts[index] as number,
          monitorPort: monitorPorts[index] as number,
          isSynced,
          cluster: size === 1 ? undefined : { port: clusterPorts[index] as number, routes: routesOf(name) },
        }),
    );
    const cluster = new NatsCluster(servers, network, folder);
    await Promise.all(servers.map((server) => server.start()));
    return cluster;
  }

  /** URLs of all servers, for a client. */
  get url(): string {
    return this.servers.map(({ url }) => url).join(',');
  }

  /** The network between the servers, by their names. */
  get network(): Network {
    if (this.#network === undefined) throw new Error('Expected NatsCluster.start(…, { isCuttable: true }).');
    return this.#network;
  }

  /** The server that leads a stream. */
  async leaderOf(info: () => Promise<{ cluster?: { leader?: string } }>): Promise<NatsServer> {
    return eventually(async () => {
      const { cluster } = await info();
      const leader = this.servers.find(({ name }) => name === cluster?.leader);
      if (leader === undefined) throw new Error('The stream has no leader.');
      return leader;
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await this.#network?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function networkOf(names: readonly string[], ports: readonly number[]): Promise<Network> {
  const others = (name: string) => names.filter((other) => other !== name);
  return Network.open(
    names.flatMap((to, index) => others(to).map((from) => ({ from, to, port: ports[index] as number }))),
  );
}
