import { useEffect, useRef, useState } from 'react';

/** Events per second. */
export const SPEEDS = [1, 5, 25, 100] as const;
export type Speed = (typeof SPEEDS)[number];

/** Steps forward at the chosen speed while playing, and stops at the end. */
export function usePlayback(options: { step: number; end: number; stepTo: (step: number) => void }) {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(5);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (!isPlaying) return;
    let before = performance.now();
    let owed = 0;
    let frame = requestAnimationFrame(function frameOf(now: number) {
      owed += ((now - before) / 1_000) * speed;
      before = now;
      const events = Math.floor(owed);
      owed -= events;
      const { step: at, end, stepTo } = latest.current;
      if (events > 0) stepTo(Math.min(end, at + events));
      if (at + events >= end) setPlaying(false);
      else frame = requestAnimationFrame(frameOf);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed]);
  return { isPlaying, setPlaying, speed, setSpeed };
}
