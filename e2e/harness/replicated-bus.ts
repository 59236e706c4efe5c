import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsCluster } from '../../event-log/test/jetstream/nats-cluster';
import type { NatsServer } from '../../event-log/test/jetstream/nats-server';
import { eventually } from '../../service-kit/test/eventually';
import type { LogEntry } from './bus-process';
import { freePort } from './free-port';
import { Network } from './network';
import { httpUrl, ServiceProcess } from './service-process';

const REPLICAS = 3;
const ATTEMPT_MS_MAX = 5_000;

interface Readiness {
  readonly checks: {
    readonly log: { readonly head: number };
    readonly leader?: { readonly url: string | null };
  };
}

/** Three replicas of the bus as real processes, with their log on three nats-servers. */
export class ReplicatedBus {
  readonly nats: NatsCluster;
  readonly replicas: readonly ServiceProcess[];
  readonly #network: Network | undefined;
  readonly #folder: string;
  #turn = 0;

  private constructor(parts: {
    nats: NatsCluster;
    replicas: readonly ServiceProcess[];
    network: Network | undefined;
    folder: string;
  }) {
    this.nats = parts.nats;
    this.replicas = parts.replicas;
    this.#network = parts.network;
    this.#folder = parts.folder;
  }

  /**
   * Resolves once one of the replicas leads and all are ready. They listen at `host`, 127.0.0.1 by default; `preload` is a file
   * that each loads first. With `isCuttable` the servers are connected through `nats.network`, and the replicas to the servers
   * through `network`.
   */
  static async start(
    options: { preload?: string | undefined; host?: string; isCuttable?: boolean } = {},
  ): Promise<ReplicatedBus> {
    const { host = '127.0.0.1', isCuttable = false } = options;
    const nats = await NatsCluster.start(3, { isCuttable });
    const network = isCuttable ? await networkTo(nats) : undefined;
    const serverUrl = (replica: string, { name, url }: NatsServer) =>
      network === undefined ? url : `nats://127.0.0.1:${network.port(replica, name)}`;
    const folder = await mkdtemp(join(tmpdir(), 'replicated-bus-'));
    const ports = await Promise.all(Array.from({ length: REPLICAS }, freePort));
    const replicas = ports.map(
      (port, index) =>
        new ServiceProcess({
          name: 'event-bus',
          port,
          dataFolder: join(folder, nameOf(index)),
          host,
          env: {
            LOG_URL: nats.servers.map((server) => serverUrl(nameOf(index), server)).join(),
            LOG_REPLICAS: '3',
            REPLICA_URL: httpUrl(host, port),
          },
          preload: options.preload,
        }),
    );
    const bus = new ReplicatedBus({ nats, replicas, network, folder });
    try {
      await Promise.all(replicas.map((replica) => replica.start()));
      await bus.leader();
      return bus;
    } catch (error) {
      await bus.remove();
      throw error;
    }
  }

  /** The network from the replicas (by `nameOf`) to the servers (by name). */
  get network(): Network {
    if (this.#network === undefined) throw new Error('Expected ReplicatedBus.start({ isCuttable: true }).');
    return this.#network;
  }

  /** The name of a replica in the network. */
  nameOf(replica: ServiceProcess): string {
    return nameOf(this.replicas.indexOf(replica));
  }

  /** A replica's URL, in rotation, including one that is down: callers retry. */
  get url(): string {
    this.#turn += 1;
    return (this.replicas[this.#turn % this.replicas.length] as ServiceProcess).url;
  }

  /** The last log lines of all replicas. */
  get log(): string {
    return this.replicas.map(({ log }) => log).join('\n');
  }

  /** The leader, once a replica reports that it leads. */
  leader(): Promise<ServiceProcess> {
    return eventually(
      async () => {
        for (const replica of this.replicas) {
          const readiness = await readinessOf(replica);
          if (readiness?.checks.leader?.url === replica.url) return replica;
        }
        throw new Error(`No replica leads: ${this.log}`);
      },
      { withinMs: 30_000, everyMs: 50 },
    );
  }

  /** The highest head of any replica. */
  async head(): Promise<number> {
    const all = await Promise.all(this.replicas.map(readinessOf));
    return Math.max(...all.map((readiness) => readiness?.checks.log.head ?? 0));
  }

  /** All events of the log up to the current head, in order. */
  async readLog(): Promise<LogEntry[]> {
    const head = await this.head();
    return eventually(
      async () => {
        const log = (await (await this.call('/events')).json()) as LogEntry[];
        if (log.length < head) throw new Error(`A replica is at ${log.length}, not at ${head}.`);
        return log;
      },
      { withinMs: 30_000, everyMs: 50 },
    );
  }

  /** Makes the bus push every event to `url`, in batches. */
  async subscribe(name: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call(`/subscriptions/${name}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(settings),
    });
  }

  /** Kills all and deletes their data. */
  async remove(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await this.#network?.close();
    await this.nats.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /**
   * The answer of a replica; tries them in rotation until one answers without a server error. @throws Error  they answer 4xx
   */
  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await eventually(
      async () => {
        const signal = AbortSignal.timeout(ATTEMPT_MS_MAX);
        const answer = await fetch(this.url + path, { ...init, signal });
        if (answer.status >= 500) throw new Error(`${answer.status} ${await answer.text()}`);
        return answer;
      },
      { withinMs: 30_000, everyMs: 50 },
    );
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  }
}

const nameOf = (index: number) => `replica-${index + 1}`;

function networkTo({ servers }: NatsCluster): Promise<Network> {
  const froms = Array.from({ length: REPLICAS }, (_, index) => nameOf(index));
  return Network.open(
    froms.flatMap((from) => servers.map(({ name: to, clientPort: port }) => ({ from, to, port }))),
  );
}

async function readinessOf({ url }: ServiceProcess): Promise<Readiness | undefined> {
  const signal = AbortSignal.timeout(ATTEMPT_MS_MAX);
  const response = await fetch(`${url}/readyz`, { signal }).catch(() => undefined);
  return response && ((await response.json()) as Readiness);
}
