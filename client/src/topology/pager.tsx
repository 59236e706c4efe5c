import { Button } from '../ui/button';
import { Icon } from '../ui/icon';

interface PagerProps {
  /** What is paged, for screen readers: "parked events of moderation". */
  readonly of: string;
  /** The numbers of the first and last item shown, from 1. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** Undefined on the first page. */
  readonly onPrevious: (() => void) | undefined;
  /** Undefined on the last page. */
  readonly onNext: (() => void) | undefined;
}

/** Buttons to page through a list; nothing if there is only one page. */
export function Pager({ of, from, to, total, onPrevious, onNext }: PagerProps) {
  if (onPrevious === undefined && onNext === undefined) return null;
  const range = `${from.toLocaleString('en')} to ${to.toLocaleString('en')}`;
  return (
    <nav aria-label={`Pages of the ${of}`} className="mt-3 flex items-center justify-between gap-2 text-sm">
      <Button small onClick={onPrevious} disabled={onPrevious === undefined} aria-label="Previous page">
        <Icon name="back" /> Previous
      </Button>
      <span role="status" className="text-muted tabular-nums">
        {range} of {total.toLocaleString('en')}
      </span>
      <Button small onClick={onNext} disabled={onNext === undefined} aria-label="Next page">
        Next <Icon name="next" />
      </Button>
    </nav>
  );
}
