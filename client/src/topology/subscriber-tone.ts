import { type Subscriber, troubledEvents } from '../api/subscribers';
import type { Tone } from '../ui/badge';

const TONES: Record<Subscriber['state'], Tone> = {
  live: 'good',
  active: 'good',
  'catching-up': 'accent',
  retrying: 'warn',
  paused: 'warn',
  blocked: 'bad',
  stopped: 'bad',
  down: 'bad',
  ended: 'neutral',
};

const WELL: ReadonlySet<Tone> = new Set(['good', 'accent']);

/** One that has events set aside or parked is not well, however far it is. */
export function toneOf(subscriber: Subscriber): Tone {
  const tone = TONES[subscriber.state];
  return troubledEvents(subscriber) > 0 && WELL.has(tone) ? 'warn' : tone;
}
