import assert from 'node:assert/strict';
import { eventually } from '../../../service-kit/test/eventually';
import type { BlogSystem } from '../../harness/blog-system';
import type { Attack } from './attack';
import { fetchWhenFree } from './fetch-when-free';
import { publishPlain } from './publish-plain';
import { discardAll, inSetAsideTurn, setAsideOf } from './set-aside-of';

const FOLLOWERS = ['posts', 'comments', 'query'] as const;
const EVENTS_OF_EACH_TYPE = 40;
const TYPES = [
  'PostCreated',
  'PostUpdated',
  'PostDeleted',
  'CommentCreated',
  'CommentModerated',
  'CommentUpdated',
];
const DATA = [
  undefined,
  null,
  7,
  [],
  {},
  { id: {} },
  { id: '__proto__', title: {}, version: -1 },
  { id: 'constructor' },
];
const ENOUGH = { withinMs: 30_000, everyMs: 50 };

/**
 * Events of the blog's types that no service can read, after the neighbour has unregistered the types: the bus stores each, its
 * listeners set it aside, and none of them stops.
 */
export const malformedEvents: Attack = {
  name: 'malformed events',
  run(blog) {
    return inSetAsideTurn(async () => {
      for (const type of TYPES) {
        await fetchWhenFree(`${blog.url('event-bus')}/types/${type}`, { method: 'DELETE' });
        for (let n = 0; n < EVENTS_OF_EACH_TYPE; n += 1) {
          // The type's owner may have registered it again meanwhile.
          const { status } = await publishPlain(blog, { type, data: DATA[n % DATA.length] });
          assert([201, 422].includes(status), `a malformed event was answered ${status}`);
        }
      }
      await eventually(() => areSaid(blog), ENOUGH);
      for (const name of FOLLOWERS) await discardAll(blog, name);
    });
  },
};

/** Checks that the listeners have set some events aside and are ready, and that the bus reports it. */
async function areSaid(blog: BlogSystem): Promise<void> {
  const listed = await blog.subscribers();
  for (const name of FOLLOWERS) {
    const { isReady, count, reason } = await setAsideOf(blog, name);
    assert(isReady, `${name} is not ready`);
    assert(count > 0 && reason !== null, `${name} says nothing of what it set aside`);
    const shown = listed.find((one) => one.name === name);
    assert((shown?.setAside ?? 0) > 0 && shown?.setAsideReason, `/subscribers says nothing of ${name}`);
  }
}
