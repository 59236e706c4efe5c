import { type Subscriber, subscriberKey } from '../api/subscribers';

/** How many events each subscriber has received between two looks, by its key; those with none are left out. */
export function deliveriesBetween(
  before: readonly Subscriber[],
  now: readonly Subscriber[],
): ReadonlyMap<string, number> {
  const positions = new Map(before.map((subscriber) => [subscriberKey(subscriber), subscriber.position]));
  const moved = now.map((subscriber): [string, number] => {
    const key = subscriberKey(subscriber);
    return [key, subscriber.position - (positions.get(key) ?? subscriber.position)];
  });
  return new Map(moved.filter(([, count]) => count > 0));
}
