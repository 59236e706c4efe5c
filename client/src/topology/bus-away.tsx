import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';

/** Says that the bus does not answer, and how old the data shown is. */
export function BusAway({ error, seenMs }: { error: Error; seenMs: number | undefined }) {
  return (
    <div className="mb-4">
      <Notice tone="warn" role="status" title="The bus cannot be reached">
        {error.message}{' '}
        {seenMs === undefined ? (
          'It has never answered this browser.'
        ) : (
          <>
            Its last report (<RelativeTime at={new Date(seenMs).toISOString()} />) is shown in grey.
          </>
        )}{' '}
        Meanwhile, services keep new events in their outboxes.
      </Notice>
    </div>
  );
}
