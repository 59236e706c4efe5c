import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack } from './attack';
import { fillLog } from './fill-log';
import { publishPlain } from './publish-plain';

const SCANS = 20;
const TYPES_MAX = 100;
const PATIENCE_MS = 500;

/** Scans of the whole log for the maximum number of types, none of which occurs, by clients that disconnect soon. */
export const manyTypeScans: Attack = {
  name: 'scans for many types',
  async run(blog) {
    await fillLog(blog);
    const events = `${blog.url('event-bus')}/events`;
    const types = (count: number) => Array.from({ length: count }, (_, n) => `Never${n}`).join();
    const tooMany = await fetch(`${events}?type=${types(TYPES_MAX + 1)}`);
    assert.equal(tooMany.status, 400, 'more than a hundred types');
    const leave = new AbortController();
    const scan = async (end: string) => {
      const answer = await fetch(`${events}?type=${types(TYPES_MAX)}${end}`, { signal: leave.signal });
      await answer.arrayBuffer();
    };
    const scans = Array.from({ length: SCANS }, (_, n) => scan(n % 2 ? '' : '&limit=1000').catch(() => {}));
    const { status } = await publishPlain(blog, { type: 'Honest' });
    assert.equal(status, 201, 'a publish beside the scans');
    await Promise.race([Promise.all(scans), delay(PATIENCE_MS)]);
    leave.abort();
    await Promise.all(scans);
  },
};
