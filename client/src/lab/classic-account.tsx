import type { ClassicState } from '@blog/lab/state';
import { stateOfPart } from '../api/state-of';
import { Badge } from '../ui/badge';
import { STATE_TONES } from '../ui/states';
import { AccountPanel } from './account-panel';
import { COMPARED_FINDINGS_SHOWN } from './lab-words';
import { useAccount } from './use-account';

/** The live account of the classic system, and the states of its parts. */
export function ClassicAccount({ classic }: { classic: ClassicState }) {
  const { account, restart } = useAccount({ path: '/lab/classic/account', run: classic.since });
  if (account === undefined) return null;
  return (
    <AccountPanel
      account={account}
      title="The classic system"
      hasLinks={false}
      findingsShown={COMPARED_FINDINGS_SHOWN}
      onRestart={restart}
    >
      <p className="mt-1 text-sm">
        The bus keeps events in an array, POSTs each once to every listener, and never retries.
      </p>
      <ul aria-label="Parts of the classic system" className="my-2 flex flex-wrap gap-1.5">
        {classic.parts.map((part) => {
          const state = stateOfPart(part);
          return (
            <li key={part.name}>
              <Badge tone={STATE_TONES[state]}>
                {part.name}: {state}
              </Badge>
            </li>
          );
        })}
      </ul>
    </AccountPanel>
  );
}
