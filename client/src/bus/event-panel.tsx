import { describeEvent } from '@blog/contracts/describe-event';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { ApiProblem } from '../api/api-problem';
import type { LogEvent } from '../api/bus-events';
import { readEvent } from '../api/read-events';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { EventDetails } from './event-details';
import type { EventFilter } from './event-filter';
import type { LogTail } from './log-tail';

interface EventPanelProps {
  readonly logId: string;
  readonly tail: LogTail;
  /** undefined: the address does not contain a valid position. */
  readonly position: number | undefined;
  readonly given: string;
  readonly onClose: () => void;
  readonly onFilter: (filter: Partial<EventFilter>) => void;
  readonly onCopy: (event: LogEvent) => void;
}

/** One event in full, beside the list or, on a phone, in its place. */
export function EventPanel(props: EventPanelProps) {
  const { logId, tail, position, given, onClose, onFilter, onCopy } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const isFirstPage = key === 'default';
  const { data: event, error } = useQuery({
    queryKey: ['bus', logId, 'event', position],
    queryFn: ({ signal }) => readEvent(position ?? 0, signal),
    enabled: position !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per opened event.
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
  }, [position]);
  return (
    <aside
      aria-label="Open event"
      className="card flex flex-col overflow-hidden lg:sticky lg:top-18 lg:max-h-[calc(100dvh-5.5rem)]"
    >
      <div className="flex items-start justify-between gap-3 border-line border-b px-4 py-3">
        <h2
          ref={heading}
          tabIndex={-1}
          className="min-w-0 scroll-mt-28 break-words font-semibold text-lg outline-none"
        >
          {event === undefined ? `Event ${given}` : <bdi>{describeEvent(event).words}</bdi>}
        </h2>
        <Button small look="quiet" onClick={onClose} aria-label="Close the event">
          <Icon name="close" />
        </Button>
      </div>
      <div className="min-h-0 p-4 lg:overflow-y-auto">
        {event !== undefined ? (
          <EventDetails logId={logId} tail={tail} event={event} onFilter={onFilter} onCopy={onCopy} />
        ) : (
          whyNot({ position, given, error })
        )}
      </div>
    </aside>
  );
}

function whyNot(options: { position: number | undefined; given: string; error: Error | null }): ReactNode {
  const { position, given, error } = options;
  if (position === undefined) {
    return <Notice title={`${given} is not a position`}>Positions are 1, 2, 3 and so on.</Notice>;
  }
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <Notice title={`There is no event ${position}`}>
        The log does not reach that far yet. Once it does, the event appears here.
      </Notice>
    );
  }
  if (error !== null) {
    return (
      <Notice tone="warn" role="status" title="The event cannot be read right now">
        This page keeps trying.
      </Notice>
    );
  }
  return <Loading label="Loading the event" rows={2} />;
}
