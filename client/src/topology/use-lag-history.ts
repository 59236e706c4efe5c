import { useEffect, useState } from 'react';
import { type Subscriber, subscriberKey } from '../api/subscribers';

const SAMPLES_MAX = 120;

/** How far each subscriber was behind at the latest looks, oldest first, by its key. */
export function useLagHistory(subscribers: readonly Subscriber[] | undefined, lookedAtMs: number) {
  const [history, setHistory] = useState<ReadonlyMap<string, readonly number[]>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: one sample for each look, whatever it found
  useEffect(() => {
    if (subscribers === undefined) return;
    setHistory(
      (known) =>
        new Map(
          subscribers.map((subscriber) => {
            const key = subscriberKey(subscriber);
            return [key, [...(known.get(key) ?? []), subscriber.lag.events].slice(-SAMPLES_MAX)];
          }),
        ),
    );
  }, [lookedAtMs]);
  return history;
}
