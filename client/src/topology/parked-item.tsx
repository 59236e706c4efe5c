import { Link } from 'react-router';
import type { ParkedEvent } from '../api/parked-events';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { RelativeTime } from '../ui/relative-time';

interface ParkedItemProps {
  readonly event: ParkedEvent;
  readonly onRedeliver: () => void;
  readonly onDiscard: () => void;
}

/** A parked event: the reason, and actions on it. */
export function ParkedItem({ event, onRedeliver, onDiscard }: ParkedItemProps) {
  const { position, reason, attempts, parkedAt, queued } = event;
  return (
    <div className="rounded-lg bg-page p-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link to={`/bus/${position}`} className="font-mono text-accent hover:underline">
          Position {position}
        </Link>
        {queued && <Badge tone="accent">being redelivered</Badge>}
        <span className="text-muted">
          after {attempts} {attempts === 1 ? 'attempt' : 'attempts'}, <RelativeTime at={parkedAt} />
        </span>
        <span className="ml-auto flex gap-1">
          <Button small look="quiet" onClick={onRedeliver} disabled={queued}>
            Redeliver
          </Button>
          <Button small look="quiet" onClick={onDiscard}>
            Discard
          </Button>
        </span>
      </div>
      <p className="mt-1 break-words text-muted">{reason}</p>
    </div>
  );
}
