import { Badge, type Tone } from './badge';
import { STATE_TONES, type State } from './states';

/** The state of a part in a word; `tone` if something other than the state decides the colour. */
export function StateBadge({ state, tone = STATE_TONES[state] }: { state: State; tone?: Tone }) {
  return <Badge tone={tone}>{state}</Badge>;
}
