import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';

/** Says that the bus does not answer, and how old the data shown is. */
export function BusAway({ error, seenMs }: { error: Error; seenMs: number | undefined }) {
  return (
    <div className="mb-4">
      <Notice tone="warn" role="status" title="The bus cannot be reached">
        {error.message}{' '}
        {seenMs === undefined ? (
          'It has said nothing to this browser yet.'
        ) : (
          <>
            What it said last (<RelativeTime at={new Date(seenMs).toISOString()} />) is shown in grey.
          </>
        )}{' '}
        Services keep what is written in their outboxes meanwhile.
      </Notice>
    </div>
  );
}
