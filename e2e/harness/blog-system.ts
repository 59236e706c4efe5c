import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommentView, Post, PostView } from '@blog/contracts';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { eventually } from '../../service-kit/test/eventually';
import { freePort } from './free-port';
import { ServiceProcess } from './service-process';

export const SERVICE_NAMES = ['event-bus', 'posts', 'comments', 'query', 'moderation'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

interface Subscriber {
  readonly name: string;
  readonly state: string;
  readonly position: number;
  readonly lag: { readonly events: number };
  readonly lastError: string | null;
}

/** The five services as real processes on ports and in folders of their own, and the calls a user makes. */
export class BlogSystem {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The page's server, if it was asked for. */
  readonly page: ServiceProcess | undefined;
  readonly #http: AxiosInstance = axios.create({ proxy: false });
  readonly #folder: string;
  readonly #others: ServiceProcess[] = [];

  private constructor(
    folder: string,
    services: Record<ServiceName, ServiceProcess>,
    page: ServiceProcess | undefined,
  ) {
    this.#folder = folder;
    this.services = services;
    this.page = page;
  }

  /**
   * Starts everything and waits until it is ready; if one does not start, nothing is left running. `preload` is a file that every process loads first; `busUrl` says
   * where the services find the bus, if not at its own port; with `page` the built page is served too, at `pageUrl`.
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
    const urls = SERVICE_NAMES.map((name, index) => [
      `${name.toUpperCase().replace('-', '_')}_URL`,
      `http://127.0.0.1:${ports[index]}`,
    ]);
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

  url(name: ServiceName): string {
    return this.services[name].url;
  }

  /** Where a browser opens the blog. */
  get pageUrl(): string {
    if (this.page === undefined) throw new Error('Expected BlogSystem.start({ page: true }).');
    return this.page.url;
  }

  async createPost(title: string): Promise<Post> {
    return (await this.#http.post<Post>(`${this.url('posts')}/posts`, { title })).data;
  }

  async comment(postId: string, content: string): Promise<CommentView> {
    const url = `${this.url('comments')}/posts/${postId}/comments`;
    return (await this.#http.post<CommentView>(url, { content })).data;
  }

  async post(id: string): Promise<PostView> {
    return (await this.#http.get<PostView>(`${this.url('query')}/posts/${id}`)).data;
  }

  /** Resolves with the post or comment as it is after the change. */
  async edit(
    name: 'posts' | 'comments',
    path: string,
    change: object,
  ): Promise<{ readonly id: string; readonly version: number }> {
    return (await this.#http.patch(this.url(name) + path, change)).data;
  }

  async delete(name: 'posts' | 'comments', path: string): Promise<void> {
    await this.#http.delete(this.url(name) + path);
  }

  /** Every post of a query process. */
  posts(base: string = this.url('query')): Promise<PostView[]> {
    return this.#list(`${base}/posts?limit=50`);
  }

  /** Every post as the posts service has it. */
  ownPosts(): Promise<Post[]> {
    return this.#list(`${this.url('posts')}/posts?limit=1000`);
  }

  /** Every comment of a post as the comments service has it. */
  ownComments(postId: string): Promise<CommentView[]> {
    return this.#list(`${this.url('comments')}/posts/${postId}/comments?limit=1000`);
  }

  /** A list through all its pages. */
  async #list<Item>(first: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let url: string | undefined = first; url !== undefined; ) {
      const response: AxiosResponse<Item[]> = await this.#http.get(url);
      items.push(...response.data);
      const next: string | undefined = /<(.+)>; rel="next"/.exec(String(response.headers.link ?? ''))?.[1];
      url = next && new URL(next, url).href;
    }
    return items;
  }

  async subscribers(): Promise<Subscriber[]> {
    return (await this.#http.get<Subscriber[]>(`${this.url('event-bus')}/subscribers`)).data;
  }

  async head(): Promise<number> {
    const { headers } = await this.#http.head(`${this.url('event-bus')}/events`);
    return Number(headers['event-log-head']);
  }

  /** Every event of the log, in order. */
  async log(): Promise<{ position: number; type: string; source: string; id: string; data: unknown }[]> {
    return (await this.#http.get(`${this.url('event-bus')}/events`)).data;
  }

  /** Waits until everything that was written has had all its consequences everywhere. */
  async settled(): Promise<void> {
    await eventually(
      async () => {
        const waiting = (
          await Promise.all([this.#unpublished('posts'), this.#unpublished('comments')])
        ).flat();
        if (waiting.some((pending) => pending > 0)) throw new Error(`Not yet published: ${waiting}`);
        const behind = (await this.subscribers()).filter(
          ({ lag, state }) => lag.events > 0 || !['live', 'active'].includes(state),
        );
        if (behind.length > 0) throw new Error(`Behind: ${JSON.stringify(behind)}`);
        const pending = (await this.posts())
          .flatMap(({ comments }) => comments)
          .filter(({ status }) => status === 'pending');
        if (pending.length > 0)
          throw new Error(`Pending: ${pending.length} comments, e.g. ${JSON.stringify(pending[0])}`);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
  }

  async #unpublished(name: ServiceName): Promise<number> {
    const { data } = await this.#http.get(`${this.url(name)}/readyz`);
    return data.checks.outbox.pending;
  }
}
