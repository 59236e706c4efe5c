import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsCluster } from '../../event-log/test/jetstream/nats-cluster';
import { eventually } from '../../service-kit/test/eventually';
import type { LogEntry } from './bus-process';
import { freePort } from './free-port';
import { ServiceProcess } from './service-process';

const ATTEMPT_MS_MAX = 5_000;

interface Readiness {
  readonly checks: {
    readonly log: { readonly head: number };
    readonly leader?: { readonly url: string | null };
  };
}

/** Three replicas of the bus, as real processes, and three nats-servers that have its log. */
export class ReplicatedBus {
  readonly nats: NatsCluster;
  readonly replicas: readonly ServiceProcess[];
  readonly #folder: string;
  #turn = 0;

  private constructor(nats: NatsCluster, replicas: readonly ServiceProcess[], folder: string) {
    this.nats = nats;
    this.replicas = replicas;
    this.#folder = folder;
  }

  /** Resolves once one of the replicas leads, and all are ready. */
  static async start(options: { preload?: string | undefined } = {}): Promise<ReplicatedBus> {
    const nats = await NatsCluster.start(3);
    const folder = await mkdtemp(join(tmpdir(), 'replicated-bus-'));
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const replicas = ports.map(
      (port, index) =>
        new ServiceProcess({
          name: 'event-bus',
          port,
          dataFolder: join(folder, `replica-${index + 1}`),
          env: { LOG_URL: nats.url, LOG_REPLICAS: '3', REPLICA_URL: `http://127.0.0.1:${port}` },
          preload: options.preload,
        }),
    );
    const bus = new ReplicatedBus(nats, replicas, folder);
    try {
      await Promise.all(replicas.map((replica) => replica.start()));
      await bus.leader();
      return bus;
    } catch (error) {
      await bus.remove();
      throw error;
    }
  }

  /** One replica after the other, also one that does not run: who calls tries again. */
  get url(): string {
    this.#turn += 1;
    return (this.replicas[this.#turn % this.replicas.length] as ServiceProcess).url;
  }

  /** The last lines of log of all of them. */
  get log(): string {
    return this.replicas.map(({ log }) => log).join('\n');
  }

  /** The replica that leads, once there is one that says so itself. */
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

  /** The head of the replica that has read the most. */
  async head(): Promise<number> {
    const all = await Promise.all(this.replicas.map(readinessOf));
    return Math.max(...all.map((readiness) => readiness?.checks.log.head ?? 0));
  }

  /** Every event of the log, in order, as of the head. */
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

  /** Stops all at once and deletes what they stored. */
  async remove(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await this.nats.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What the replicas answer, one after the other while they have no leader. @throws Error  they answer 4xx */
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

async function readinessOf({ url }: ServiceProcess): Promise<Readiness | undefined> {
  const signal = AbortSignal.timeout(ATTEMPT_MS_MAX);
  const response = await fetch(`${url}/readyz`, { signal }).catch(() => undefined);
  return response && ((await response.json()) as Readiness);
}
