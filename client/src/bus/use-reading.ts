import type { Jump } from './use-list-scroll';
import { useStateFor } from './use-state-for';

interface Reading<Held> {
  readonly following: boolean;
  /** The total when following ended. */
  readonly leftAt: number;
  readonly jump: Jump | undefined;
  /** The row with the keyboard. */
  readonly active: number | undefined;
  /** The list's content when it was paused. */
  readonly held: Held | undefined;
}

/**
 * How the reader reads: at the end of the list or somewhere in it, with the list live or paused. Another `key` resets
 * it: live, at the end.
 */
export function useReading<Held>(key: string, live: Held, total: number) {
  const [reading, setReading] = useStateFor<Reading<Held>>(key, {
    following: true,
    leftAt: total,
    jump: undefined,
    active: undefined,
    held: undefined,
  });
  const change = (part: Partial<Reading<Held>>) => setReading((current) => ({ ...current, ...part }));
  return {
    ...reading,
    shown: reading.held ?? live,
    isPaused: reading.held !== undefined,
    setFollowing: (following: boolean) => change({ following, leftAt: total }),
    pause: () => change({ held: live }),
    resume: () => change({ held: undefined }),
    /** Moves the keyboard to a position and brings it into view, which ends following. */
    goTo: (position: number) =>
      setReading((current) => ({
        ...current,
        active: position,
        jump: { position },
        following: false,
        leftAt: current.following ? total : current.leftAt,
      })),
  };
}
