import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../service-kit/test/eventually';
import type { Blog } from '../../harness/blog';

const EVENTS = 10;
/** Nearly the maximum size of an event. */
const EVENT_BYTES = 250_000;
const BATCHES = 10;

const filled = new WeakSet<Blog>();

/** Fills the log with about 25 MB of events that no subscriber wants. */
export async function fillLog(blog: Blog): Promise<void> {
  if (filled.has(blog)) return;
  filled.add(blog);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const events = Array.from({ length: EVENTS }, () => ({
      specversion: '1.0',
      id: randomUUID(),
      source: '/neighbour',
      type: 'Noise',
      data: 'x'.repeat(EVENT_BYTES),
    }));
    const publish = async () => {
      const { status } = await fetch(`${blog.url('event-bus')}/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(events),
      });
      assert(status < 300, `a batch was answered ${status}`);
    };
    // Other attacks may have used up the capacity for the moment.
    await eventually(publish, { withinMs: 20_000, everyMs: 100 });
  }
}
