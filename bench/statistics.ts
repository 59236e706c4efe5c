/** The `part` quantile (0 to 1) of `values`, by nearest rank. @throws Error  no values */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(part * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error('Expected at least one value.');
  return value;
}

/** The median of the pairwise ratios ours ÷ theirs. @throws Error  no values */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, index) => value / (theirs[index] as number)));
}

/** The middle value, or the mean of the two in the middle. @throws Error  no values */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('Expected at least one value.');
  return (low + high) / 2;
}
