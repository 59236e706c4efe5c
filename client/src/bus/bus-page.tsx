import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { LogEvent } from '../api/bus-events';
import { readLog } from '../api/read-log';
import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { EventBrowser } from './event-browser';
import { draftOf, type EventDraft, NEW_DRAFT } from './event-draft';
import { type EventIdentity, newIdentity } from './publish-event';

const PublishDialog = lazy(async () => ({ default: (await import('./publish-dialog')).PublishDialog }));

interface Publishing {
  /** The event being copied; undefined for a new one. */
  readonly original: LogEvent | undefined;
  readonly draft: EventDraft;
  readonly identity: EventIdentity;
}

/** The bus's events, live, and one of them in full if the address names its position. */
export function BusPage() {
  const { position } = useParams();
  const { data: log, isError } = useQuery({
    queryKey: ['bus', 'log'],
    queryFn: ({ signal }) => readLog(signal),
    // Each visit starts at the current end of the log.
    gcTime: 0,
  });
  const { search } = useLocation();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const [publishing, setPublishing] = useState<Publishing>();
  /** A closed draft that was not published: shown again when the same form is opened. */
  const left = useRef<Publishing>(undefined);
  const begin = (original: LogEvent | undefined) => {
    const isLeft = left.current?.original?.position === original?.position;
    const draft = original === undefined ? NEW_DRAFT : draftOf(original);
    setPublishing(isLeft && left.current ? left.current : { original, draft, identity: newIdentity() });
  };
  const onPublished = (published: number) => {
    left.current = undefined;
    setPublishing(undefined);
    announce(`Published: event ${published}.`);
    void navigate({ pathname: `/bus/${published}`, search });
  };
  return (
    <>
      <PageHeader
        title="Bus"
        tab={position === undefined ? 'Bus' : `Event ${position}`}
        intro="Every event, in the one order in which the bus stored them."
      >
        {log !== undefined && <Button onClick={() => begin(undefined)}>Publish an event</Button>}
      </PageHeader>
      {log !== undefined ? (
        <EventBrowser key={`${log.id} ${log.epoch}`} log={log} open={position} onCopy={begin} />
      ) : isError ? (
        <Notice tone="warn" role="status" title="The bus cannot be reached">
          This page keeps trying, and shows the events as soon as the bus is back.
        </Notice>
      ) : (
        <Loading label="Loading the events" rows={5} />
      )}
      {publishing && (
        <Suspense fallback={null}>
          <PublishDialog
            {...publishing}
            onDraft={(draft) => {
              left.current = { ...publishing, draft, identity: newIdentity() };
              setPublishing(left.current);
            }}
            onPublished={onPublished}
            onClose={() => {
              left.current = publishing;
              setPublishing(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
