import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import type { Service } from '../api/api-problem';
import {
  discardSetAside,
  readSetAside,
  retrySetAside,
  type SetAsideEvent,
  serviceOf,
} from '../api/set-aside-events';
import type { FollowerView } from '../api/subscribers';
import { useReturn } from '../api/use-return';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { RelativeTime } from '../ui/relative-time';
import { KeptEvents } from './kept-events';
import { useCursorPages } from './use-cursor-pages';

const LOOK_MS = 1_000;
/** More would push the other cards off the screen. */
const PAGE_SIZE = 5;

/** The events that a follower has set aside: the reason, and, for the blog's services, each event with its actions. */
export function SetAsideEvents({ follower }: { follower: FollowerView }) {
  const { name, setAside: count, setAsideReason } = follower;
  const service = serviceOf(name);
  const title = count === 1 ? '1 event set aside' : `${count.toLocaleString('en')} events set aside`;
  return (
    <section aria-label={`Events that ${name} set aside`} className="mt-4 border-line border-t pt-4">
      {service === undefined ? (
        <>
          <h4 className="font-semibold">{title}</h4>
          <p className="mt-1 break-words text-muted text-sm">{setAsideReason}</p>
        </>
      ) : (
        <SetAsideList title={title} count={count} service={service} />
      )}
    </section>
  );
}

function SetAsideList({ title, count, service }: { title: string; count: number; service: Service }) {
  const client = useQueryClient();
  const { after, pagerOf, restart } = useCursorPages<string>(PAGE_SIZE);
  const events = useQuery({
    queryKey: ['set aside', service, after],
    queryFn: ({ signal }) =>
      readSetAside(service, { limit: PAGE_SIZE, signal, ...(after !== undefined && { after }) }),
    refetchInterval: LOOK_MS,
    placeholderData: (page) => page,
  });
  const shown = events.data ?? [];
  const isPastEnd = events.isSuccess && shown.length === 0 && after !== undefined;
  useEffect(() => {
    if (isPastEnd) restart();
  });
  const onSettled = () =>
    Promise.all(
      [['set aside', service], ['subscribers']].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  const retry = useMutation({ mutationFn: (entry: string) => retrySetAside(service, entry), onSettled });
  const discard = useMutation({
    mutationFn: ({ entry, reason }: { entry: string; reason: string }) =>
      discardSetAside(service, entry, reason),
    onSettled,
  });
  const [asked, setAsked] = useState<SetAsideEvent>();
  useReturn(retry.error, retry.reset);
  useReturn(discard.error, discard.reset);
  const error = retry.error ?? discard.error ?? events.error;
  return (
    <>
      <KeptEvents
        title={title}
        actions={
          <Button small onClick={() => retry.mutate('all')}>
            Retry all
          </Button>
        }
        error={error}
        pager={{
          of: `events that ${service} set aside`,
          ...pagerOf({ count: shown.length, total: count, nextCursor: shown.at(-1)?.entry }),
        }}
      >
        {shown.map((event) => (
          <li key={event.entry}>
            <SetAsideItem
              event={event}
              onRetry={() => retry.mutate(event.entry)}
              onDiscard={() => setAsked(event)}
            />
          </li>
        ))}
      </KeptEvents>
      {asked && (
        <DiscardDialog
          event={asked}
          service={service}
          onCancel={() => setAsked(undefined)}
          onDiscard={(reason) => {
            discard.mutate({ entry: asked.entry, reason });
            setAsked(undefined);
          }}
        />
      )}
    </>
  );
}

function DiscardDialog(props: {
  event: SetAsideEvent;
  service: Service;
  onCancel: () => void;
  onDiscard: (reason: string) => void;
}) {
  const { event, service, onCancel, onDiscard } = props;
  const [reason, setReason] = useState('');
  const id = useId();
  return (
    <ConfirmDialog
      title={`Discard ${nameOf(event)}?`}
      confirmLabel="Discard"
      onCancel={onCancel}
      onConfirm={() => onDiscard(reason.trim() || 'discarded on the page')}
    >
      {service} will continue without it and retry the events that wait behind it.
      <label htmlFor={id} className="mt-3 block font-medium">
        Reason, kept on record
      </label>
      <input
        id={id}
        value={reason}
        maxLength={500}
        onChange={({ target }) => setReason(target.value)}
        className="mt-1 w-full rounded-lg border border-line bg-page px-3 py-2"
      />
    </ConfirmDialog>
  );
}

const nameOf = ({ from, key }: SetAsideEvent) => (from === 'log' ? `Position ${key}` : `Outbox event ${key}`);

function SetAsideItem(props: { event: SetAsideEvent; onRetry: () => void; onDiscard: () => void }) {
  const { event } = props;
  const { from, key, type, sequence, reason, attempts, setAsideAt, queued } = event;
  const tried = attempts === 0 ? 'waits' : `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  return (
    <div className="rounded-lg bg-page p-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {from === 'log' ? (
          <Link to={`/bus/${key}`} className="font-mono text-accent hover:underline">
            {nameOf(event)}
          </Link>
        ) : (
          <span className="font-mono">{nameOf(event)}</span>
        )}
        <span className="font-medium">{type}</span>
        {queued && <Badge tone="accent">being retried</Badge>}
        <span className="text-muted">
          {tried}, <RelativeTime at={setAsideAt} />
        </span>
        <span className="ml-auto flex gap-1">
          <Button small look="quiet" onClick={props.onRetry} disabled={queued}>
            Retry
          </Button>
          <Button small look="quiet" onClick={props.onDiscard}>
            Discard
          </Button>
        </span>
      </div>
      <p className="mt-1 break-words text-muted">{reason}</p>
      {sequence !== null && <p className="mt-1 break-words text-muted text-xs">{sequence}</p>}
    </div>
  );
}
