import type { EventKind } from './kind-of-event';

/** The number of events of a kind in one section of the slider. */
export interface Mark {
  readonly kind: EventKind;
  /** From 0 to `buckets`. */
  readonly bucket: number;
  readonly count: number;
}

/** The kinds that the slider marks; comments and approvals are too frequent to stand out. */
export const MARKED_KINDS = ['post', 'rejection', 'deletion', 'edit'] as const satisfies readonly EventKind[];

/** Marks for a slider of `steps` steps, grouped into at most `bucketsMax` sections of equal length. */
export function marksOf(
  kinds: { readonly steps: number; at(step: number): EventKind },
  bucketsMax: number,
): { readonly buckets: number; readonly marks: readonly Mark[] } {
  const buckets = Math.min(bucketsMax, Math.max(1, kinds.steps));
  const counts = new Map<number, Mark>();
  for (let step = 1; step <= kinds.steps; step += 1) {
    const kind = kinds.at(step);
    const row = MARKED_KINDS.indexOf(kind as (typeof MARKED_KINDS)[number]);
    if (row < 0) continue;
    const bucket = Math.min(buckets - 1, Math.floor(((step - 1) / kinds.steps) * buckets));
    const key = bucket * MARKED_KINDS.length + row;
    counts.set(key, { kind, bucket, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { buckets, marks: [...counts.values()] };
}

/** The next step of a kind after `after`, wrapping around at the end; `after` if there is none. */
export function nextOfKind(
  kind: EventKind,
  { steps, at, after }: { readonly steps: number; at(step: number): EventKind; readonly after: number },
): number {
  for (let count = 1; count <= steps; count += 1) {
    const step = ((after + count - 1) % steps) + 1;
    if (at(step) === kind) return step;
  }
  return after;
}
