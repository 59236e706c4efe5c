import type { ClassicState } from '@blog/lab/state';
import { Badge } from '../ui/badge';
import { AccountPanel } from './account-panel';
import { COMPARED_FINDINGS_SHOWN, PART_TONES } from './lab-words';
import { useAccount } from './use-account';

/** The account of the classic system, live, and how its parts are. */
export function ClassicAccount({ classic }: { classic: ClassicState }) {
  const { account, restart } = useAccount('/classic/account', classic.since);
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
        The bus has events in an array, POSTs each once to every listener, and tries nothing again.
      </p>
      <ul aria-label="Parts of the classic system" className="my-2 flex flex-wrap gap-1.5">
        {classic.parts.map(({ name, state }) => (
          <li key={name}>
            <Badge tone={PART_TONES[state]}>
              {name}: {state}
            </Badge>
          </li>
        ))}
      </ul>
    </AccountPanel>
  );
}
