import { Badge, type Tone } from './badge';

const TONES = { pending: 'warn', approved: 'good', rejected: 'bad' } as const satisfies Record<string, Tone>;

/** The status of a comment. */
export function StatusBadge({ status }: { status: keyof typeof TONES }) {
  return <Badge tone={TONES[status]}>{status}</Badge>;
}
