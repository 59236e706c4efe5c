import type { ReactNode } from 'react';

const TONES = {
  neutral: 'bg-sunken text-ink',
  accent: 'bg-tint text-accent',
  good: 'bg-good-tint text-good',
  warn: 'bg-warn-tint text-warn',
  bad: 'bg-bad-tint text-bad',
} as const;

export type Tone = keyof typeof TONES;

/** A word or two about a state; the words say it, the colour only helps. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={`inline-block rounded-full px-2 py-0.5 font-medium text-xs ${TONES[tone]}`}>
      {children}
    </span>
  );
}
