import type { LabState } from '@blog/lab/state';
import { lazy, Suspense } from 'react';
import { AccountPanel } from './account-panel';
import { ClassicSwitch } from './classic-switch';
import { COMPARED_FINDINGS_SHOWN } from './lab-words';
import { useAccount } from './use-account';

const ClassicAccount = lazy(async () => ({ default: (await import('./classic-account')).ClassicAccount }));

/** This system's live account, beside the classic system's while that runs. */
export function LabAccount({ classic }: { classic: LabState['classic'] }) {
  const { account, restart } = useAccount();
  if (account === undefined) return null;
  return (
    <>
      <ClassicSwitch isOn={classic !== null} />
      {classic === null ? (
        <AccountPanel account={account} onRestart={restart} />
      ) : (
        <div className="grid gap-x-4 lg:grid-cols-2">
          <AccountPanel
            account={account}
            title="This system"
            findingsShown={COMPARED_FINDINGS_SHOWN}
            onRestart={restart}
          >
            <p className="mt-1 text-sm">
              The bus has every event on disk before it acknowledges it, and a service that was away continues
              where it stopped.
            </p>
          </AccountPanel>
          <Suspense fallback={null}>
            <ClassicAccount key={classic.since} classic={classic} />
          </Suspense>
        </div>
      )}
    </>
  );
}
