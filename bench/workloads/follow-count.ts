import type { EventSystem, Handler } from '../event-system';
import { followable } from './followable';

/**
 * Follows a system after a position until a handler has had `count` events.
 * @throws what `handle` throws
 */
export async function followCount(
  system: EventSystem,
  options: { after: number; count: number; handle: Handler },
): Promise<void> {
  const { after, count, handle } = options;
  if (count === 0) return;
  let handled = 0;
  let done = () => {};
  let fail = (_error: unknown) => {};
  const all = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  const following = await followable(system).follow({
    after,
    handle: (event) => {
      try {
        handle(event);
      } catch (error) {
        fail(error);
      }
      handled += 1;
      if (handled === count) done();
    },
  });
  await all;
  await following.stop();
}
