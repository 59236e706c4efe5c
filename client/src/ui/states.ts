import type { Tone } from './badge';

/**
 * How a part of the system is, in the words of the whole page, from well to worst: in the picture, on cards, in the lab and in the
 * banner. `behind`: it works, and has not had all events yet; `cut off`: it runs, and the bus does not reach it; `stuck`: it runs, and
 * cannot continue until somebody helps; `down`: it does not answer.
 */
const STATES = [
  'unknown',
  'running',
  'behind',
  'retrying',
  'paused',
  'ended',
  'stuck',
  'cut off',
  'starting',
  'stopping',
  'frozen',
  'down',
] as const;

export type State = (typeof STATES)[number];

export const STATE_TONES: Record<State, Tone> = {
  unknown: 'neutral',
  running: 'good',
  behind: 'accent',
  retrying: 'warn',
  paused: 'warn',
  ended: 'neutral',
  stuck: 'bad',
  'cut off': 'bad',
  starting: 'accent',
  stopping: 'warn',
  frozen: 'bad',
  down: 'bad',
};

/** The worst of some states; `unknown` of none. */
export function worstOf(states: readonly State[]): State {
  return STATES[Math.max(0, ...states.map((state) => STATES.indexOf(state)))] ?? 'unknown';
}
