import type { AccountLog, LoggedEvent, LogPlace, LogSink } from '../domain/account/account-sources';
import type { ReceiptReport } from '../domain/account-state';
import type { LabPart } from '../domain/lab-state';
import { ClassicEvents } from './classic-events';
import { ClassicRead, readClassic } from './classic-read';

/** By then the bus has POSTed an event to all and they have answered; nothing is retried later. */
export const SETTLE_MS = 3_000;
/** Poll interval while nobody waits for the head. */
const FOLLOW_MS = 500;

/** The state of a part of the classic system, and since when. */
export type ClassicStateOf = (name: string) => Pick<LabPart, 'state' | 'since'> | undefined;

/** How long a part has been running; undefined if it is not. */
export function runsForMs(stateOf: ClassicStateOf, name: string, nowMs: number): number | undefined {
  const part = stateOf(name);
  return part?.state === 'running' ? nowMs - Date.parse(part.since) : undefined;
}

/** The classic bus's array as an account's log. */
export class ClassicLog implements AccountLog {
  readonly #events: ClassicEvents;
  readonly #read: ClassicRead<LogPlace>;
  readonly #url: string;
  readonly #stateOf: ClassicStateOf;
  readonly #nowMs: () => number;
  readonly #pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The ends of the latest reads, oldest first; the first is at least SETTLE_MS old. */
  #ends: { readonly place: LogPlace; readonly atMs: number }[] = [];

  constructor(options: {
    url: string;
    stateOf: ClassicStateOf;
    nowMs: () => number;
    pause: (ms: number, signal: AbortSignal) => Promise<void>;
  }) {
    const { url, stateOf, nowMs, pause } = options;
    this.#stateOf = stateOf;
    this.#nowMs = nowMs;
    this.#pause = pause;
    this.#events = new ClassicEvents(() => new Date(nowMs()));
    const take = (body: Buffer) => this.#take(body);
    this.#url = `${url}/events`;
    this.#read = new ClassicRead({ url: this.#url, take, nowMs, pause });
  }

  async follow(_place: LogPlace | undefined, sink: LogSink, signal: AbortSignal): Promise<void> {
    this.#events.tell(sink);
    while ((await this.#read.next(signal)) !== undefined) await this.#pause(FOLLOW_MS, signal);
  }

  eventsOf(
    { id }: Pick<ReceiptReport, 'id'>,
    place: LogPlace,
    signal: AbortSignal,
  ): Promise<readonly LoggedEvent[] | undefined> {
    return readClassic(this.#url, (body) => this.#events.of(id, { body, place }), signal);
  }

  head(signal: AbortSignal): Promise<LogPlace | undefined> {
    return this.#read.next(signal);
  }

  /** The position of the last decision to expect: what moderation has not decided by now, it never will. */
  async decidedThrough(): Promise<number | undefined> {
    const state = this.#stateOf('moderation')?.state;
    // A frozen moderation has not received them yet.
    if (state === 'frozen') return undefined;
    const ranMs = runsForMs(this.#stateOf, 'moderation', this.#nowMs());
    return ranMs !== undefined && ranMs < SETTLE_MS ? undefined : this.settledTo;
  }

  /** The position up to which every consequence has arrived, at parts that are not frozen. */
  get settledTo(): number {
    this.#dropOld();
    const [first] = this.#ends;
    return first !== undefined && this.#isOld(first) ? first.place.position : 0;
  }

  #take(body: Buffer): LogPlace {
    const place = this.#events.take(body);
    if (this.#ends.at(-1)?.place.epoch !== place.epoch) this.#ends = [];
    this.#ends.push({ place, atMs: this.#nowMs() });
    this.#dropOld();
    return place;
  }

  #dropOld(): void {
    const latestOld = this.#ends.findLastIndex((end) => this.#isOld(end));
    if (latestOld > 0) this.#ends.splice(0, latestOld);
  }

  #isOld({ atMs }: { readonly atMs: number }): boolean {
    return this.#nowMs() - atMs >= SETTLE_MS;
  }
}
