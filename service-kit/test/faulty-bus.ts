import type { FollowerReport } from '../src/bus-protocol';
import { BusRefused, type CloudEvent } from '../src/index';
import type { LogItem } from '../src/log-item';
import { type FollowOptions, MemoryBus } from './memory-bus';

/** A bus in memory that remembers every request and goes wrong where the test wants it to, by throwing in a hook. */
export class FaultyBus extends MemoryBus {
  /** The ids of each request's events. */
  readonly requests: string[][] = [];
  readonly reports: FollowerReport[] = [];
  /** How many streams are open. */
  streams = 0;
  beforeStoring: (events: readonly CloudEvent[], signal?: AbortSignal) => unknown = () => {};
  afterStoring: (events: readonly CloudEvent[]) => unknown = () => {};
  /** What a follower gets instead of a block of the log. */
  tamper: (block: LogItem[]) => LogItem[] = (block) => block;
  otherLog: string | undefined;

  get data(): unknown[] {
    return this.events.map(({ data }) => data);
  }

  override async publish(texts: readonly string[], signal?: AbortSignal) {
    const events = texts.map((text) => JSON.parse(text) as CloudEvent);
    this.requests.push(events.map(({ id }) => id));
    await this.beforeStoring(events, signal);
    const answer = await super.publish(texts);
    await this.afterStoring(events);
    return answer;
  }

  override async report(_name?: string, report?: FollowerReport) {
    await super.report();
    if (report) this.reports.push(report);
  }

  override async forget(name: string, instance: string) {
    if (this.streams > 0) throw new BusRefused(409, 'follower.connected', 'it is connected');
    await super.forget(name, instance);
  }

  override async follow(options: FollowOptions) {
    const { log, blocks, ...state } = await super.follow(options);
    this.streams += 1;
    options.signal.addEventListener('abort', () => {
      this.streams -= 1;
    });
    return { ...state, log: (this.otherLog ?? log) as typeof log, blocks: this.#tampered(blocks) };
  }

  async *#tampered(blocks: AsyncIterable<LogItem[]>): AsyncGenerator<LogItem[]> {
    for await (const block of blocks) yield this.tamper(block);
  }
}
