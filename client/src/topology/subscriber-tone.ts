import type { Subscriber } from '../api/subscribers';
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

export const toneOf = ({ state }: Subscriber): Tone => TONES[state];
