import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsCluster } from '../../event-log/test/jetstream/nats-cluster';
import { Blog } from './blog';
import { freePort } from './free-port';
import { SERVICE_NAMES, type ServiceName } from './service-names';
import { ServiceProcess } from './service-process';
import { urlVariable } from './url-variable';

const REPLICAS_MORE = 2;

/** The five services as real processes on their own ports and folders. */
export class BlogSystem extends Blog {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The page's server, if requested. */
  readonly page: ServiceProcess | undefined;
  readonly #folder: string;
  readonly #others: ServiceProcess[] = [];
  /** The services' BUS_URL. */
  readonly #busUrl: string;
  readonly #nats: NatsCluster | undefined;

  private constructor(parts: {
    folder: string;
    services: Record<ServiceName, ServiceProcess>;
    page: ServiceProcess | undefined;
    busUrl: string;
    nats: NatsCluster | undefined;
  }) {
    const { services, page } = parts;
    const urls = Object.entries(services).map(([name, { url }]) => [name, url]);
    super({ ...(Object.fromEntries(urls) as Record<ServiceName, string>), client: page?.url });
    this.#folder = parts.folder;
    this.services = services;
    this.page = page;
    this.#busUrl = parts.busUrl;
    this.#nats = parts.nats;
  }

  /**
   * Starts everything and waits until it is ready; if one part does not start, stops the others. `preload` is a file that every
   * process loads first; `busUrl` is the services' BUS_URL, the bus's own by default; with `page` the built page is served too,
   * at `pageUrl`. With `isOnNats` the log is on three nats-servers, which stop with the system, and the bus runs in three
   * replicas, of which `services` has the first.
   */
  static async start(
    options: {
      preload?: string | undefined;
      busUrl?: (port: number) => Promise<string>;
      page?: boolean;
      isOnNats?: boolean;
    } = {},
  ): Promise<BlogSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'blog-'));
    const ports = await Promise.all(SERVICE_NAMES.map(freePort));
    const busPort = ports[0] as number;
    const { isOnNats = false, preload } = options;
    const nats = isOnNats ? await NatsCluster.start(3) : undefined;
    const more = isOnNats ? await Promise.all(Array.from({ length: REPLICAS_MORE }, freePort)) : [];
    const busUrls = [busPort, ...more].map((port) => `http://127.0.0.1:${port}`);
    const busUrl = (await options.busUrl?.(busPort)) ?? busUrls.join();
    const env = { BUS_URL: busUrl, PUBLIC_URL: `http://127.0.0.1:${ports[4]}` };
    const process = (name: ServiceName, port: number, data: string) => {
      const isReplica = name === 'event-bus' && isOnNats;
      const replica = { LOG_URL: nats?.url, LOG_REPLICAS: '3', REPLICA_URL: `http://127.0.0.1:${port}` };
      return new ServiceProcess({
        name,
        port,
        dataFolder: join(folder, data),
        env: { ...env, ...(isReplica && replica) },
        preload,
      });
    };
    const service = (name: ServiceName, index: number) => process(name, ports[index] as number, name);
    const services = Object.fromEntries(SERVICE_NAMES.map((name, index) => [name, service(name, index)]));
    const urls = SERVICE_NAMES.map((name, index) => [urlVariable(name), `http://127.0.0.1:${ports[index]}`]);
    const page = options.page
      ? new ServiceProcess({
          name: 'client',
          port: await freePort(),
          dataFolder: folder,
          env: Object.fromEntries(urls),
        })
      : undefined;
    const system = new BlogSystem({
      folder,
      services: services as Record<ServiceName, ServiceProcess>,
      page,
      busUrl,
      nats,
    });
    system.#others.push(...more.map((port) => process('event-bus', port, `event-bus-${port}`)));
    const starts = system.#all().map((process) => process.start());
    try {
      await Promise.all(starts);
    } catch (error) {
      await system.#abandon();
      await Promise.allSettled(starts);
      throw error;
    }
    return system;
  }

  #all(): ServiceProcess[] {
    return [...Object.values(this.services), ...(this.page ? [this.page] : []), ...this.#others];
  }

  /** A process that is not ready may ignore SIGTERM. */
  async #abandon(): Promise<void> {
    await Promise.all(this.#all().map((process) => process.kill()));
    await this.#nats?.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map((process) => process.end('SIGTERM')));
    await this.#nats?.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Starts another process of a service; it is stopped with the others. */
  async startAnother(name: ServiceName, instance: string): Promise<ServiceProcess> {
    const another = new ServiceProcess({
      name,
      port: await freePort(),
      dataFolder: join(this.#folder, instance),
      env: { BUS_URL: this.#busUrl, INSTANCE: instance },
    });
    this.#others.push(another);
    await another.start();
    return another;
  }
}
