import { blogEvents } from '@blog/contracts';
import axios from 'axios';
import type { BlogSystem } from '../../harness/blog-system';
import type { Known } from './valid-request';

const SUBSCRIPTION = 'fuzz-known';
/** The blog's own names on the bus; everything else remains from an accepted input. */
const OWN = ['posts', 'comments', 'query', 'moderation'];
const OWN_TYPES: readonly string[] = blogEvents.map(({ type }) => type);

/** A few things that exist, so that not every input ends at an unknown name. */
export class KnownThings {
  readonly known: Known;
  readonly #busUrl: string;
  readonly #http = axios.create({ proxy: false, validateStatus: null });

  private constructor(busUrl: string, known: Known) {
    this.#busUrl = busUrl;
    this.known = known;
  }

  static async make(system: BlogSystem): Promise<KnownThings> {
    const posts = [await system.createPost('One'), await system.createPost('Two')];
    const postId = posts[0]?.id as string;
    const comments = [await system.comment(postId, 'First'), await system.comment(postId, 'Second')];
    await system.settled();
    const things = new KnownThings(system.url('event-bus'), {
      id: posts.map(({ id }) => id),
      commentId: comments.map(({ id }) => id),
      name: [SUBSCRIPTION],
      position: ['1', '2'],
    });
    await things.#subscribe();
    return things;
  }

  /**
   * Deletes subscriptions, followers and types that bad input has created on the bus; a follower that is just disconnecting
   * stays.
   */
  async tidyUp(): Promise<void> {
    const url = this.#busUrl;
    const { data } = await this.#http.get<{ kind: string; name: string; instance: string }[]>(
      `${url}/subscribers`,
    );
    const leftOver = data.filter(({ name }) => !OWN.includes(name));
    await Promise.all(
      leftOver.map(({ kind, name, instance }) =>
        kind === 'subscription'
          ? this.#http.delete(`${url}/subscriptions/${name}`)
          : this.#http.delete(`${url}/followers/${name}`, { params: { instance } }),
      ),
    );
    await this.#removeTypes();
    await this.#subscribe();
  }

  async #removeTypes(): Promise<void> {
    const { data } = await this.#http.get<{ type: string }[]>(`${this.#busUrl}/types`);
    const leftOver = data.map(({ type }) => type).filter((type) => !OWN_TYPES.includes(type));
    await Promise.all(
      leftOver.map((type) => this.#http.delete(`${this.#busUrl}/types/${encodeURIComponent(type)}`)),
    );
  }

  /** Subscribes to a URL where nothing listens, for a type that nobody publishes. */
  async #subscribe(): Promise<void> {
    const subscription = { url: 'http://127.0.0.1:1/', types: ['fuzz.never'], from: 'now' };
    const { status } = await this.#http.put(`${this.#busUrl}/subscriptions/${SUBSCRIPTION}`, subscription);
    if (status !== 201) throw new Error(`Expected a subscription to be created again, got ${status}.`);
  }
}
