import { useEffect, useRef, useState } from 'react';

/** Events in a second. */
export const SPEEDS = [1, 5, 25, 100] as const;
export type Speed = (typeof SPEEDS)[number];

/** Moves forward at a speed while it is playing, and stops at the end. */
export function usePlayback(options: { position: number; end: number; moveTo: (position: number) => void }) {
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
    let frame = requestAnimationFrame(function step(now: number) {
      owed += ((now - before) / 1_000) * speed;
      before = now;
      const events = Math.floor(owed);
      owed -= events;
      const { position, end, moveTo } = latest.current;
      if (events > 0) moveTo(Math.min(end, position + events));
      if (position + events >= end) setPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed]);
  return { isPlaying, setPlaying, speed, setSpeed };
}
