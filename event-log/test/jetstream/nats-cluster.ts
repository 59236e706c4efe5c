import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../e2e/harness/free-port';
import { eventually } from '../../../service-kit/test/eventually';
import { NatsServer } from './nats-server';

/** One nats-server, or a cluster of several, on this machine: durable, on files in a temporary folder. */
export class NatsCluster {
  readonly servers: readonly NatsServer[];
  readonly #folder: string;

  private constructor(servers: readonly NatsServer[], folder: string) {
    this.servers = servers;
    this.#folder = folder;
  }

  /** Resolves once all of them are healthy. */
  static async start(size: 1 | 3, { isSynced = true } = {}): Promise<NatsCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'blog-nats-'));
    const portsOf = () => Promise.all(Array.from({ length: size }, () => freePort()));
    const [clientPorts, monitorPorts, clusterPorts] = await Promise.all([portsOf(), portsOf(), portsOf()]);
    const servers = clientPorts.map(
      (clientPort, index) =>
        new NatsServer({
          name: `n${index + 1}`,
          folder,
          clientPort,
          monitorPort: monitorPorts[index] as number,
          isSynced,
          cluster: size === 1 ? undefined : { port: clusterPorts[index] as number, ports: clusterPorts },
        }),
    );
    const cluster = new NatsCluster(servers, folder);
    await Promise.all(servers.map((server) => server.start()));
    return cluster;
  }

  /** All of them, for a client. */
  get url(): string {
    return this.servers.map(({ url }) => url).join(',');
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
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
