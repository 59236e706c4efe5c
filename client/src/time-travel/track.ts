import type { Timeline } from './timeline';

/** The steps to travel through: every position of the log, or those of one post. Step 0 is before all of them. */
export interface Track {
  readonly steps: number;
  /** The position of a step; 0 for step 0. */
  positionOf(step: number): number;
  /** The last step at or before a position. */
  stepAt(position: number): number;
}

export function trackOf(timeline: Timeline, postId: string | undefined): Track {
  if (postId === undefined) {
    return { steps: timeline.head, positionOf: (step) => step, stepAt: (position) => position };
  }
  const positions = timeline.positionsOfPost(postId);
  return {
    steps: positions.length,
    positionOf: (step) => (step === 0 ? 0 : (positions[step - 1] ?? 0)),
    stepAt(position) {
      let low = 0;
      let high = positions.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((positions[middle] ?? 0) <= position) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
