import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type ParkedEvent, readParked } from '../api/parked-events';
import type { SubscriptionView } from '../api/subscribers';
import { useReturn } from '../api/use-return';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { RelativeTime } from '../ui/relative-time';
import { discard, redeliver } from './bus-actions';
import { KeptEvents } from './kept-events';

const LOOK_MS = 1_000;
/** The first ones of the log; more come up once these are dealt with. */
const SHOWN_MAX = 50;

type Target = number | 'all';

/** The parked events of a subscription: why each failed, and what to do with it. */
export function ParkedEvents({ subscription }: { subscription: SubscriptionView }) {
  const { name, parked: count } = subscription;
  const client = useQueryClient();
  const parked = useQuery({
    queryKey: ['parked', name],
    queryFn: ({ signal }) => readParked(name, { limit: SHOWN_MAX, signal }),
    refetchInterval: LOOK_MS,
  });
  const onSettled = () =>
    Promise.all(
      [['parked', name], ['subscribers']].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  const again = useMutation({ mutationFn: (target: Target) => redeliver(name, target), onSettled });
  const away = useMutation({ mutationFn: (target: Target) => discard(name, target), onSettled });
  const [asked, setAsked] = useState<Target>();
  useReturn(again.error, again.reset);
  useReturn(away.error, away.reset);
  const error = again.error ?? away.error ?? parked.error;
  return (
    <section aria-label={`Parked events of ${name}`} className="mt-4 border-line border-t pt-4">
      <KeptEvents
        title={count === 1 ? '1 parked event' : `${count} parked events`}
        actions={
          <>
            <Button small onClick={() => again.mutate('all')}>
              Redeliver all
            </Button>
            <Button small onClick={() => setAsked('all')}>
              Discard all
            </Button>
          </>
        }
        error={error}
        firstShown={parked.isSuccess && count > parked.data.length ? parked.data.length : undefined}
      >
        {(parked.data ?? []).map((event) => (
          <li key={event.position}>
            <ParkedItem
              event={event}
              onRedeliver={() => again.mutate(event.position)}
              onDiscard={() => setAsked(event.position)}
            />
          </li>
        ))}
      </KeptEvents>
      {asked !== undefined && (
        <ConfirmDialog
          title={asked === 'all' ? `Discard all ${count} parked events?` : `Discard the event at ${asked}?`}
          confirmLabel="Discard"
          onCancel={() => setAsked(undefined)}
          onConfirm={() => {
            away.mutate(asked);
            setAsked(undefined);
          }}
        >
          {name} will never have {asked === 'all' ? 'them' : 'it'}. The log keeps every event: a replay would
          deliver it again.
        </ConfirmDialog>
      )}
    </section>
  );
}

function ParkedItem(props: { event: ParkedEvent; onRedeliver: () => void; onDiscard: () => void }) {
  const { position, reason, attempts, parkedAt, queued } = props.event;
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
          <Button small look="quiet" onClick={props.onRedeliver} disabled={queued}>
            Redeliver
          </Button>
          <Button small look="quiet" onClick={props.onDiscard}>
            Discard
          </Button>
        </span>
      </div>
      <p className="mt-1 break-words text-muted">{reason}</p>
    </div>
  );
}
