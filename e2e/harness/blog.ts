import type { CommentView, Post, PostView } from '@blog/contracts';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { eventually } from '../../service-kit/test/eventually';
import type { ServiceName } from './service-names';

/** URLs of the services; `client` is where a browser opens the blog. */
export type BlogUrls = Readonly<Record<ServiceName, string> & { client?: string | undefined }>;

interface Subscriber {
  readonly name: string;
  /** Of a follower. */
  readonly instance?: string;
  readonly state: string;
  readonly position: number;
  readonly lag: { readonly events: number };
  readonly lastError: string | null;
  /** Of a follower. */
  readonly setAside?: number;
  readonly setAsideReason?: string | null;
}

interface LogEntry {
  readonly position: number;
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly causationid?: string;
  readonly data: unknown;
}

/** The blog's own readers of the log. Others may read it too, and be down or behind. */
const READERS = ['posts', 'comments', 'query', 'moderation'];

/** A running blog known only by its URLs, and the calls that a user makes. */
export class Blog {
  readonly #urls: BlogUrls;
  readonly #http: AxiosInstance = axios.create({ proxy: false });

  /** `answerMsMax` is the timeout of each call, including the connection: a pod that is gone does not answer at all. */
  constructor(urls: BlogUrls, { answerMsMax }: { answerMsMax?: number } = {}) {
    this.#urls = urls;
    if (answerMsMax === undefined) return;
    this.#http.interceptors.request.use((request) => {
      request.signal = AbortSignal.timeout(answerMsMax);
      return request;
    });
  }

  url(name: ServiceName): string {
    return this.#urls[name];
  }

  /** URL of the page. */
  get pageUrl(): string {
    if (this.#urls.client === undefined) throw new Error('Expected BlogSystem.start({ page: true }).');
    return this.#urls.client;
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

  /** Resolves with the changed post or comment. */
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

  /** All posts of a query process. */
  posts(base: string = this.url('query')): Promise<PostView[]> {
    return this.#list(`${base}/posts?limit=50`);
  }

  /** All posts of the posts service. */
  ownPosts(): Promise<Post[]> {
    return this.#list(`${this.url('posts')}/posts?limit=1000`);
  }

  /** All comments of a post in the comments service. */
  ownComments(postId: string): Promise<CommentView[]> {
    return this.#list(`${this.url('comments')}/posts/${postId}/comments?limit=1000`);
  }

  /** Fetches all pages of a list. */
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

  /** Makes the bus forget a follower's replica that will not return. */
  async forget(name: ServiceName, instance: string): Promise<void> {
    await this.#http.delete(`${this.url('event-bus')}/followers/${name}`, { params: { instance } });
  }

  async head(): Promise<number> {
    const { headers } = await this.#http.head(`${this.url('event-bus')}/events`);
    return Number(headers['event-log-head']);
  }

  /** All events of the log, in order; at least what any subscriber has, even if the answering replica of the bus is behind. */
  async log(): Promise<LogEntry[]> {
    const reached = Math.max(0, ...(await this.subscribers()).map(({ position }) => position));
    return eventually(async () => {
      const log: LogEntry[] = (await this.#http.get(`${this.url('event-bus')}/events`)).data;
      if (log.length < reached) throw new Error(`Only ${log.length} events of ${reached}.`);
      return log;
    });
  }

  /** Waits until everything written has taken effect everywhere. */
  async settled(): Promise<void> {
    await eventually(
      async () => {
        const waiting = (
          await Promise.all([this.#unpublished('posts'), this.#unpublished('comments')])
        ).flat();
        if (waiting.some((pending) => pending > 0)) throw new Error(`Not yet published: ${waiting}`);
        const behind = await this.#behind();
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

  /** Includes subscribers that are down: they may return and are then behind. */
  async #behind(): Promise<(Subscriber | string)[]> {
    const subscribers = await this.subscribers();
    return READERS.flatMap((reader): (Subscriber | string)[] => {
      const replicas = subscribers.filter(({ name }) => name === reader);
      if (replicas.length === 0) return [`${reader} is not listed`];
      return replicas.filter(({ lag, state }) => lag.events > 0 || !['live', 'active'].includes(state));
    });
  }

  async #unpublished(name: ServiceName): Promise<number> {
    const { data } = await this.#http.get(`${this.url(name)}/readyz`);
    return data.checks.outbox.pending;
  }
}
