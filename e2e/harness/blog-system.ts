import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Blog } from './blog';
import { freePort } from './free-port';
import { SERVICE_NAMES, type ServiceName } from './service-names';
import { ServiceProcess } from './service-process';
import { urlVariable } from './url-variable';

/** The five services as real processes on ports and in folders of their own. */
export class BlogSystem extends Blog {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The page's server, if it was asked for. */
  readonly page: ServiceProcess | undefined;
  readonly #folder: string;
  readonly #others: ServiceProcess[] = [];

  private constructor(
    folder: string,
    services: Record<ServiceName, ServiceProcess>,
    page: ServiceProcess | undefined,
  ) {
    const urls = Object.entries(services).map(([name, { url }]) => [name, url]);
    super({ ...(Object.fromEntries(urls) as Record<ServiceName, string>), client: page?.url });
    this.#folder = folder;
    this.services = services;
    this.page = page;
  }

  /**
   * Starts everything and waits until it is ready; if one does not start, nothing is left running. `preload` is a file
   * that every process loads first; `busUrl` says where the services find the bus, if not at its own port; with `page`
   * the built page is served too, at `pageUrl`.
   */
  static async start(
    options: {
      preload?: string | undefined;
      busUrl?: (port: number) => Promise<string>;
      page?: boolean;
    } = {},
  ): Promise<BlogSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'blog-'));
    const ports = await Promise.all(SERVICE_NAMES.map(freePort));
    const busPort = ports[0] as number;
    const busUrl = (await options.busUrl?.(busPort)) ?? `http://127.0.0.1:${busPort}`;
    const env = { BUS_URL: busUrl, PUBLIC_URL: `http://127.0.0.1:${ports[4]}` };
    const service = (name: ServiceName, index: number) =>
      new ServiceProcess({
        name,
        port: ports[index] as number,
        dataFolder: join(folder, name),
        env,
        preload: options.preload,
      });
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
    const system = new BlogSystem(folder, services as Record<ServiceName, ServiceProcess>, page);
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

  /** One that is not ready may not heed a polite signal. */
  async #abandon(): Promise<void> {
    await Promise.all(this.#all().map((process) => process.kill()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map((process) => process.end('SIGTERM')));
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Starts one more process of a service, which is stopped with the others. */
  async startAnother(name: ServiceName, instance: string): Promise<ServiceProcess> {
    const another = new ServiceProcess({
      name,
      port: await freePort(),
      dataFolder: join(this.#folder, instance),
      env: { BUS_URL: this.url('event-bus'), INSTANCE: instance },
    });
    this.#others.push(another);
    await another.start();
    return another;
  }
}
