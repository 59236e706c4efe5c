import { useEffect, useState } from 'react';
import { type Subscriber, subscriberKey } from '../api/subscribers';

const SAMPLES_MAX = 120;

/** How many events a subscriber was behind at a moment, in milliseconds since 1970. */
export interface LagSample {
  readonly atMs: number;
  readonly events: number;
}

/** How far each subscriber was behind at the latest looks, oldest first, by its key. */
export function useLagHistory(subscribers: readonly Subscriber[] | undefined, lookedAtMs: number) {
  const [history, setHistory] = useState<ReadonlyMap<string, readonly LagSample[]>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: one sample for each look, whatever it found
  useEffect(() => {
    if (subscribers === undefined) return;
    setHistory(
      (known) =>
        new Map(
          subscribers.map((subscriber) => {
            const key = subscriberKey(subscriber);
            const sample = { atMs: lookedAtMs, events: subscriber.lag.events };
            return [key, [...(known.get(key) ?? []), sample].slice(-SAMPLES_MAX)];
          }),
        ),
    );
  }, [lookedAtMs]);
  return history;
}
