import assert from 'node:assert/strict';
import { type EventLog, readEvents } from '@blog/event-log';
import { type Answer, type Described, type LogBook, toEvent, toStored } from './log-book';
import type { ModelEngine } from './model-engine';

/** Small enough that a few parallel batches exceed it. */
const QUEUE_BYTES_MAX = 1_500;
/** Small enough that events are moved into the history constantly. */
const SEAL_BYTES = 700;

/** The real log, and its comparison with the model. */
export class LogSubject {
  readonly #engine: ModelEngine;
  /** The head at each wake-up. */
  heard: number[] = [];
  log: EventLog;

  private constructor(engine: ModelEngine, log: EventLog) {
    this.#engine = engine;
    this.log = log;
    this.#listen();
  }

  static async open(engine: ModelEngine): Promise<LogSubject> {
    return new LogSubject(engine, await openLog(engine));
  }

  /** Stops the log, which must finish pending appends, and opens it as the next process does. */
  async reopen(): Promise<void> {
    const { id } = this.log;
    await this.#engine.close();
    this.log = await openLog(this.#engine);
    assert.equal(this.log.id, id, 'the id of the log');
    this.#listen();
  }

  async close(): Promise<void> {
    await this.#engine.remove();
  }

  /** Calls `append` for each batch in one turn; returns a function that awaits and checks the answers. */
  beginAppends(model: LogBook, batches: readonly (readonly Described[])[]): () => Promise<void> {
    assert.equal(this.log.queuedBytes, 0, 'bytes that wait while nothing does');
    const before = model.head;
    let queuedBytes = 0;
    const expected: Answer[] = [];
    const calls: Promise<unknown>[] = [];
    for (const batch of batches) {
      const events = batch.map(toEvent);
      if (queuedBytes > QUEUE_BYTES_MAX) expected.push({ code: 'log.overloaded' });
      else {
        expected.push(model.append(batch));
        queuedBytes += events.reduce((sum, { bytes }) => sum + bytes.length, 0);
      }
      calls.push(this.log.append(events).then((appended) => ({ appended }), toRefusal));
    }
    const answers = Promise.all(calls);
    return async () => {
      assert.deepEqual(await answers, expected, 'the answers');
      await this.compare(model, before);
    };
  }

  /** Compares the head, the wake-ups and every event after a position. */
  async compare(model: LogBook, after = 0): Promise<void> {
    assert.equal(this.log.head, model.head, 'the head');
    assert.equal(this.heard.at(-1) ?? model.head, model.head, 'the head at the last wake-up');
    await this.compareRange(model, { after, limit: 1_000, bytesMax: 1e9 });
  }

  async compareRange(model: LogBook, range: Parameters<typeof readEvents>[1]): Promise<void> {
    const records = await readEvents(this.log, range);
    let bytes = 0;
    let position = range.after;
    for (const record of records) {
      position += 1;
      const text = record.bytes.toString();
      const event = JSON.parse(text) as Record<string, unknown>;
      const written = model.written[position - 1];
      assert(written !== undefined, `read position ${position} beyond the head ${model.head}`);
      assert.deepEqual([record.position, event], [position, toStored(written, position, event.storedtime)]);
      assert.match(String(event.storedtime), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      written.text ??= text;
      assert.equal(text, written.text, `the bytes at position ${position}`);
      bytes += record.bytes.length;
    }
    assert(bytes <= range.bytesMax || records.length === 1, `read ${bytes} bytes of ${range.bytesMax}`);
    if (records.length === range.limit || position >= model.head) return;
    const next = await readEvents(this.log, { after: position, limit: 1, bytesMax: 0 });
    assert(bytes + (next[0]?.bytes.length ?? 0) > range.bytesMax, `the read ended early, at ${position}`);
  }

  #listen(): void {
    this.heard = [];
    const { log, heard } = this;
    log.onAppend(() => heard.push(log.head));
  }
}

async function openLog(engine: ModelEngine): Promise<EventLog> {
  return (await engine.open({ queueBytesMax: QUEUE_BYTES_MAX, sealBytes: SEAL_BYTES })).log;
}

function toRefusal(error: { code: string; details: unknown }): unknown {
  const { code, details } = error;
  return code === 'event.conflict' ? { code, details } : { code };
}
