import type { LabLink, LabPart, LinkRequest, PartState } from '@blog/lab/state';
import { stateOfPart } from '../api/state-of';
import { Button } from '../ui/button';
import { StateBadge } from '../ui/state-badge';
import { actOn, setLink } from './lab-api';
import { ACTIONS, choiceOf, LINK_CHOICES } from './lab-words';
import { useLabChange } from './use-lab';

/** States that say more than "down". */
const HOW_IT_ENDED: ReadonlySet<PartState> = new Set(['stopped', 'killed', 'ended']);

interface PartControlsProps {
  readonly part: LabPart;
  /** Its connection to the bus; undefined for the bus itself. */
  readonly link: LabLink | undefined;
}

/** The actions that a part offers now: its process, its data, its network. */
export function PartControls({ part, link }: PartControlsProps) {
  const change = useLabChange();
  const { name, state, actions } = part;
  return (
    <section aria-label={`Controls for ${name}`}>
      <p className="flex items-center gap-2">
        <span className="font-semibold">{name}</span>
        <StateBadge state={stateOfPart(part)} />
        {HOW_IT_ENDED.has(state) && <span className="text-muted text-sm">{state}</span>}
      </p>
      <ul className="mt-2 grid gap-1.5">
        {actions.map((action) => (
          <li key={action} className="flex items-center gap-2">
            <Button
              small
              className="w-24 shrink-0"
              disabled={change.isPending}
              onClick={() => change.mutate(() => actOn(name, action))}
            >
              {ACTIONS[action].label}
            </Button>
            <span className="text-muted text-xs">{ACTIONS[action].what}</span>
          </li>
        ))}
      </ul>
      {link && (
        <LinkControl link={link} onChange={(request) => change.mutate(() => setLink(name, request))} />
      )}
      {change.error && (
        <p role="alert" className="mt-2 text-bad text-sm">
          {change.error.message}
        </p>
      )}
    </section>
  );
}

function LinkControl({ link, onChange }: { link: LabLink; onChange: (request: LinkRequest) => void }) {
  const value = choiceOf(link);
  const isKnown = LINK_CHOICES.some((choice) => choice.value === value);
  const choose = (chosen: string) => {
    const [state, delayMs] = chosen.split(' ');
    if (state === 'slow') onChange({ state, delayMs: Number(delayMs) });
    else onChange({ state: state as 'open' | 'cut' });
  };
  return (
    <label className="mt-2 flex items-center gap-2 text-sm">
      Network to the bus
      <select
        className="min-h-8 rounded-lg border border-line bg-surface px-2"
        value={value}
        onChange={({ target }) => choose(target.value)}
      >
        {!isKnown && <option value={value}>{link.delayMs} ms slower</option>}
        {LINK_CHOICES.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
