/** Takes a place that others want too. */
export interface Sharer {
  /** The groups that it shares places with, such as its address: one for each way of sharing, always in the same order. */
  readonly shares: readonly string[];
}

/**
 * Which one gives way to a newcomer: the last one of the largest share, unless the newcomer's share would then be as large;
 * undefined if none does. Of several ways of sharing, the first one that finds a victim counts. A share of up to `shareMin` is
 * left alone.
 */
export function lastOfLargestShare<One extends Sharer>(
  all: readonly One[],
  { shares }: Sharer,
  { shareMin = 0 } = {},
): One | undefined {
  for (const [way, own] of shares.entries()) {
    const counts = new Map<string, number>();
    for (const one of all) {
      const its = one.shares[way] as string;
      counts.set(its, (counts.get(its) ?? 0) + 1);
    }
    const [largest, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (count <= Math.max(shareMin, (counts.get(own) ?? 0) + 1)) continue;
    return all.findLast((one) => one.shares[way] === largest);
  }
  return undefined;
}
