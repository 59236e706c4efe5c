import type { RedeliveryProgress } from './redelivery';
import { progressWords } from './use-redeliver-all';

const STOPPED: ReadonlySet<RedeliveryProgress['phase']> = new Set(['refused', 'unanswered']);

/** The progress of redelivering all parked events, as an item of their list. */
export function RedeliveryStatus({ progress }: { progress: RedeliveryProgress }) {
  const isStopped = STOPPED.has(progress.phase);
  return (
    <li className={`rounded-lg p-3 text-sm ${isStopped ? 'bg-bad-tint text-bad' : 'bg-tint'}`}>
      <p role={isStopped ? 'alert' : 'status'} className="break-words">
        {progressWords(progress)}
      </p>
      {progress.phase === 'rest' && (
        <progress
          aria-label="Redelivered"
          value={progress.redelivered}
          max={progress.total}
          className="mt-2 w-full accent-accent"
        />
      )}
    </li>
  );
}
