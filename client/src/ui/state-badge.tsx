import { Badge, type Tone } from './badge';
import { STATE_TONES, type State } from './states';

/** How a part of the system is, in a word; `tone` if something else than the state decides it. */
export function StateBadge({ state, tone = STATE_TONES[state] }: { state: State; tone?: Tone }) {
  return <Badge tone={tone}>{state}</Badge>;
}
