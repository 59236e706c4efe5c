import type { ReactNode } from 'react';
import type { LogEvent } from '../api/bus-events';
import { Button } from '../ui/button';
import { RelativeTime } from '../ui/relative-time';
import { AppliedBy } from './applied-by';
import { EventChain } from './event-chain';
import { EventJson } from './event-json';
import type { LogTail } from './log-tail';

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
  readonly onFilter: (filter: { type?: string; subject?: string }) => void;
}

/** What an event says, what it belongs to, and who has applied it. */
export function EventDetails({ logId, tail, event, onFilter }: EventDetailsProps) {
  const { position, type, source, subject, id, time, storedtime } = event;
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Field name="Position">{position}</Field>
        <Field name="Stored">
          {exact.format(new Date(storedtime))} (<RelativeTime at={storedtime} />)
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
      <div className="mt-3 -ml-2.5 flex flex-wrap gap-1">
        <Button small look="quiet" onClick={() => onFilter({ type })}>
          Only this type
        </Button>
        {subject !== undefined && (
          <Button small look="quiet" onClick={() => onFilter({ subject })}>
            Only this subject
          </Button>
        )}
      </div>
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
