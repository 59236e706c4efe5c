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
/** Pages read ahead, and so the most held in memory. */
const PAGES_AHEAD = 4;

export interface IdPagesOptions {
  readonly link: NatsLink;
  /** The log's stream. */
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
 * The hashes of a log's events by position, in pages, in a stream beside it: a replica that lost its folder reads them instead
 * of every event. A page never changes and is the same whichever replica writes it, so replicas need no coordination. Pages are
 * an optimization: what is missing is read from the log.
 */
export class IdPages {
  readonly #options: IdPagesOptions;
  readonly #api: StreamApi;
  readonly #names: ReturnType<typeof idPageNames>;
  /** The last page known to belong to this log; later ones are not read. */
  #trusted = 0;
  /** Pages being read ahead, or read and not yet used. */
  readonly #ahead = new Map<number, Promise<Float64Array | undefined>>();
  #canWrite: boolean | undefined;
  /** Hashes of the last, incomplete page, if collected from its first position on. */
  #filling: Filling | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: IdPagesOptions) {
    const { link, stream, log } = options;
    this.#options = options;
    this.#names = idPageNames(stream, log);
    this.#api = new StreamApi(link, this.#names.stream);
  }

  /**
   * Finds the last usable page of a log that ends at `through`. A page whose last hash matches the event there belongs to this
   * log, and so do all before it.
   * @throws  what `hashAt` throws; DomainError `log.unavailable`: the connection was lost, try again
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
      this.#continueWithout(err);
      return 'none can be read';
    }
  }

  /**
   * Falls back to reading every event if the log is reachable but its pages are not, for example for lack of permission.
   * @throws DomainError `log.unavailable`  the connection was lost
   */
  #continueWithout(err: unknown): void {
    const { link, logger } = this.#options;
    link.requireConnected();
    logger.warn({ err }, 'cannot read pages of ids; reading every event instead');
  }

  /** The hashes of a page, by position; undefined if it is missing or damaged. Reads ahead the next pages. */
  async read(page: number): Promise<Float64Array | undefined> {
    for (const known of this.#ahead.keys()) if (known < page) this.#ahead.delete(known);
    for (let next = page; next <= Math.min(page + PAGES_AHEAD, this.#trusted); next += 1) {
      if (this.#ahead.has(next)) continue;
      const reading = this.#read(next);
      // Awaited when the page is used, if ever.
      reading.catch(() => {});
      this.#ahead.set(next, reading);
    }
    const reading = this.#ahead.get(page);
    this.#ahead.delete(page);
    return reading;
  }

  /**
   * Collects the hashes of the next events, from position `first` on. With `stores`, a completed page is stored, unless another
   * one is still being stored.
   */
  collect(first: number, hashes: readonly number[], { stores }: { stores: boolean }): void {
    for (let at = 0; at < hashes.length; ) {
      const page = pageOf(first + at);
      const part = hashes.slice(at, pageEnd(page) - first + 1);
      this.#take(page, first + at, part);
      at += part.length;
      if (first + at - 1 === pageEnd(page)) this.#end(page, stores);
    }
  }

  /** Resolves once no page is being stored. */
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
      // A replica that starts without its folder reads these events from the log and then stores the page.
      logger.warn({ err, page }, 'could not store a page of ids');
    }
  }

  async #exists(): Promise<boolean> {
    try {
      return (await this.#api.info()) !== undefined;
    } catch (err) {
      this.#continueWithout(err);
      return false;
    }
  }

  /**
   * Creates the stream; resolves false if this process may not, and then stores no pages.
   * @throws DomainError `log.unavailable`  for now; the next page tries again
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
