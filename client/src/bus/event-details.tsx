import { describeEvent } from '@blog/contracts/describe-event';
import type { ReactNode } from 'react';
import type { LogEvent } from '../api/bus-events';
import { Badge } from '../ui/badge';
import { RelativeTime } from '../ui/relative-time';
import { AppliedBy } from './applied-by';
import { EventChain } from './event-chain';
import type { EventFilter } from './event-filter';
import { EventJson } from './event-json';
import { EventLinks } from './event-links';
import type { LogTail } from './log-tail';
import { waitedWords } from './told-line';
import { waitedMs } from './waited-ms';

const exact = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

interface EventDetailsProps {
  readonly logId: string;
  readonly tail: LogTail;
  readonly event: LogEvent;
  readonly onFilter: (filter: Partial<EventFilter>) => void;
  readonly onCopy: (event: LogEvent) => void;
}

/** An event's content, its context, and who has applied it. */
export function EventDetails({ logId, tail, event, onFilter, onCopy }: EventDetailsProps) {
  const { position, type, source, subject, id, time, storedtime } = event;
  const { kind, detail, isQuote } = describeEvent(event);
  const waited = waitedMs(event);
  return (
    <>
      {detail !== undefined && (
        <p className={`mb-3 break-words ${isQuote ? 'border-line border-l-4 pl-3' : ''}`}>
          <bdi>{detail}</bdi>
        </p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Field name="Type">{type}</Field>
        <Field name="Position">{position}</Field>
        <Field name="Stored">
          {exact.format(new Date(storedtime))} (<RelativeTime at={storedtime} />)
          {waited !== undefined && (
            <>
              {' '}
              <Badge tone="warn">{waitedWords(kind, waited)}</Badge>
            </>
          )}
        </Field>
        {time !== undefined && <Field name="Time">{exact.format(new Date(time))}</Field>}
        <Field name="Source">{source}</Field>
        <Field name="Subject">
          {subject === undefined ? 'none' : <span className="break-all font-mono text-xs">{subject}</span>}
        </Field>
        <Field name="Id">
          <span className="break-all font-mono text-xs">{id}</span>
        </Field>
      </dl>
      <EventLinks event={event} onFilter={onFilter} onCopy={onCopy} />
      <EventChain logId={logId} event={event} tail={tail} />
      <AppliedBy event={event} />
      <EventJson event={event} />
    </>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
