import type { ReactNode } from 'react';
import type { Tone } from './badge';

const TONES: Record<Tone, string> = {
  neutral: 'border-line bg-surface',
  accent: 'border-accent bg-tint',
  good: 'border-good bg-good-tint',
  warn: 'border-warn bg-warn-tint',
  bad: 'border-bad bg-bad-tint',
};

interface NoticeProps {
  readonly tone?: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be done about it: buttons or links. */
  readonly action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits for a pause; without it nothing is announced. */
  readonly role?: 'alert' | 'status';
}

/** A message in place of a page's content, or above it: nothing here yet, could not be loaded, is away. */
export function Notice({ tone = 'neutral', title, children, action, role }: NoticeProps) {
  return (
    <div role={role} className={`rounded-xl border px-4 py-3 ${TONES[tone]}`}>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 text-sm">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
