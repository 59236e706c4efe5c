import { useEffect, useState } from 'react';
import { type Subscriber, subscriberKey } from '../api/subscribers';

const SAMPLES_MAX = 120;

/** A subscriber's lag in events at a time, in milliseconds since 1970. */
export interface LagSample {
  readonly atMs: number;
  readonly events: number;
}

/** Each subscriber's lag at the latest looks, oldest first, by its key. */
export function useLagHistory(subscribers: readonly Subscriber[] | undefined, lookedAtMs: number) {
  const [history, setHistory] = useState<ReadonlyMap<string, readonly LagSample[]>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: one sample per look, whatever it found
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
