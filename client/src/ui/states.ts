import type { Tone } from './badge';

/**
 * The states of a part, from well to worst; used in the picture, on cards, in the lab and in the banner. `behind`: it works but
 * has not had all events yet; `cut off`: it runs, but the bus cannot reach it; `stuck`: it runs, but cannot continue without
 * help; `down`: it does not answer.
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

/** The worst of the states; `unknown` if there are none. */
export function worstOf(states: readonly State[]): State {
  return STATES[Math.max(0, ...states.map((state) => STATES.indexOf(state)))] ?? 'unknown';
}
