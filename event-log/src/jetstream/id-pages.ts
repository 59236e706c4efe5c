import type { Logger } from '@blog/service-kit';
import { DiscardPolicy, StorageType } from '@nats-io/jetstream';
import type { LogIdentity } from '../importable-log';
import { directGetLast } from './direct-get';
import { decodePage, encodePage, PAGE_EVENTS, pageEnd, pageOf, pageStart } from './id-page';
import { isLogUnavailable, logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import { StreamApi } from './stream-api';
import { idPageNames } from './stream-names';
import { ID_KEY } from './stream-settings';

const WRITE_MS = 2_000;
/** Pages that are asked for before the one before them is taken: at most so many are in memory. */
const PAGES_AHEAD = 4;

export interface IdPagesOptions {
  readonly link: NatsLink;
  /** The stream of the log. */
  readonly stream: string;
  readonly log: LogIdentity;
  readonly replicas: number;
  readonly logger: Logger;
}

interface Filling {
  readonly page: number;
  readonly hashes: number[];
}

/**
 * The hashes of a log's events by position, page by page, in a stream of their own beside it: what a replica without its
 * folder reads instead of every event. Pages never change and are the same whoever makes them, so replicas need not agree on
 * who does. They are a help and no truth: what is missing is read from the log.
 */
export class IdPages {
  readonly #options: IdPagesOptions;
  readonly #api: StreamApi;
  readonly #names: ReturnType<typeof idPageNames>;
  /** Pages after this one are not read. */
  #trusted = 0;
  /** Pages that are being read, or were and are not taken yet. */
  readonly #ahead = new Map<number, Promise<Float64Array | undefined>>();
  #canWrite: boolean | undefined;
  /** What was taken of the page that is not at its end, if that was from its beginning on. */
  #filling: Filling | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: IdPagesOptions) {
    const { link, stream, log } = options;
    this.#options = options;
    this.#names = idPageNames(stream, log);
    this.#api = new StreamApi(link, this.#names.stream);
  }

  /**
   * Finds out up to where pages can be read, of a log that ends at `through`. One whose last hash is that of the event there
   * is of this log, and so are all before it.
   * @throws  what `hashAt` throws; DomainError `log.unavailable`: the connection was lost, and the same can be tried again
   */
  async open(through: number, hashAt: (position: number) => Promise<number>): Promise<void> {
    const pages = Math.floor(through / PAGE_EVENTS);
    if (pages === 0 || !(await this.#exists())) return;
    for (let page = pages; page > 0; page -= 1) {
      const hashes = await this.#readOrGiveUp(page);
      if (hashes === 'none can be read') return;
      if (hashes?.at(-1) !== (await hashAt(pageEnd(page)))) continue;
      this.#trusted = page;
      return;
    }
  }

  async #readOrGiveUp(page: number): Promise<Float64Array | undefined | 'none can be read'> {
    try {
      return await this.#request(page);
    } catch (err) {
      if (!isLogUnavailable(err)) throw err;
      this.#goOnWithout(err);
      return 'none can be read';
    }
  }

  /**
   * Every event is read instead if the log itself can be reached and pages cannot, as without the right to read them.
   * @throws DomainError `log.unavailable`  the connection was lost
   */
  #goOnWithout(err: unknown): void {
    const { link, logger } = this.#options;
    link.requireConnected();
    logger.warn({ err }, 'cannot read pages of ids; reading every event instead');
  }

  /** The hashes of a page, by position; undefined if it is not there, or damaged. The next pages are read meanwhile. */
  async read(page: number): Promise<Float64Array | undefined> {
    for (const known of this.#ahead.keys()) if (known < page) this.#ahead.delete(known);
    for (let next = page; next <= Math.min(page + PAGES_AHEAD, this.#trusted); next += 1) {
      if (this.#ahead.has(next)) continue;
      const reading = this.#read(next);
      // It is awaited when it is taken, if it is.
      reading.catch(() => {});
      this.#ahead.set(next, reading);
    }
    const reading = this.#ahead.get(page);
    this.#ahead.delete(page);
    return reading;
  }

  /**
   * Takes the hashes of the events that come next, from a position on. A page that is whole with them is stored if `stores`
   * says so, unless another one still is being stored.
   */
  collect(first: number, hashes: readonly number[], { stores }: { stores: boolean }): void {
    for (let at = 0; at < hashes.length; ) {
      const page = pageOf(first + at);
      const piece = hashes.slice(at, pageEnd(page) - first + 1);
      this.#take(page, first + at, piece);
      at += piece.length;
      if (first + at - 1 === pageEnd(page)) this.#end(page, stores);
    }
  }

  /** Resolves once nothing is being stored. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  #take(page: number, first: number, hashes: readonly number[]): void {
    if (first === pageStart(page)) this.#filling = { page, hashes: [] };
    if (this.#filling?.page === page) this.#filling.hashes.push(...hashes);
  }

  #end(page: number, stores: boolean): void {
    const filled = this.#filling;
    this.#filling = undefined;
    if (!stores || filled?.page !== page || filled.hashes.length !== PAGE_EVENTS) return;
    this.#writing ??= this.#write(page, filled.hashes).finally(() => {
      this.#writing = undefined;
    });
  }

  async #read(page: number): Promise<Float64Array | undefined> {
    try {
      return await this.#request(page);
    } catch (error) {
      if (isLogUnavailable(error)) return undefined;
      throw error;
    }
  }

  async #request(page: number): Promise<Float64Array | undefined> {
    const bytes = await directGetLast(this.#options.link, this.#names.stream, this.#names.page(page));
    return bytes && decodePage(page, bytes);
  }

  async #write(page: number, hashes: readonly number[]): Promise<void> {
    const { link, logger } = this.#options;
    try {
      this.#canWrite ??= await this.#make();
      if (!this.#canWrite) return;
      const payload = encodePage(page, hashes);
      const subject = this.#names.page(page);
      const answer = await link.request({ subject, payload, timeoutMs: WRITE_MS });
      const { error } = answer.json<{ error?: { description: string } }>();
      if (error !== undefined) throw logUnavailable(error.description);
    } catch (err) {
      // Whoever starts without its folder reads these events from the log, and then stores the page.
      logger.warn({ err, page }, 'could not store a page of ids');
    }
  }

  async #exists(): Promise<boolean> {
    try {
      return (await this.#api.info()) !== undefined;
    } catch (err) {
      this.#goOnWithout(err);
      return false;
    }
  }

  /**
   * Resolves false if there is no such stream and it may not be made: then this process stores no pages.
   * @throws DomainError `log.unavailable`  for now; it is tried again with the next page
   */
  async #make(): Promise<boolean> {
    const { replicas, log, logger } = this.#options;
    try {
      await this.#api.create({
        name: this.#names.stream,
        subjects: [this.#names.pages],
        storage: StorageType.File,
        num_replicas: replicas,
        max_msgs_per_subject: 1,
        discard: DiscardPolicy.Old,
        allow_direct: true,
        metadata: { [ID_KEY]: log.id },
      });
      return true;
    } catch (err) {
      if (isLogUnavailable(err)) throw err;
      logger.warn(
        { err },
        'cannot store pages of ids: a replica that lost its folder reads every event again',
      );
      return false;
    }
  }
}
