import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../service-kit/test/eventually';
import type { Blog } from '../../harness/blog';

const EVENTS = 10;
/** Nearly as large as any may be. */
const EVENT_BYTES = 250_000;
const BATCHES = 10;

const filled = new WeakSet<Blog>();

/** Sees to it that the log has some 25 MB of events that nobody waits for. */
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
    // Other attacks may have taken all the room for the moment.
    await eventually(publish, { withinMs: 20_000, everyMs: 100 });
  }
}
