import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readParked } from '../api/parked-events';
import type { SubscriptionView } from '../api/subscribers';
import { useReturn } from '../api/use-return';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { discard, redeliver } from './bus-actions';
import { KeptEvents } from './kept-events';
import { ParkedItem } from './parked-item';
import { RedeliveryStatus } from './redelivery-status';
import { useCursorPages } from './use-cursor-pages';
import { useRedeliverAll } from './use-redeliver-all';

const LOOK_MS = 1_000;
/** More would push the other cards off the screen. */
const PAGE_SIZE = 5;

type Target = number | 'all';

/** The parked events of a subscription: why each failed, and actions on it. */
export function ParkedEvents({ subscription }: { subscription: SubscriptionView }) {
  const { name, parked: count } = subscription;
  const client = useQueryClient();
  const { after, pagerOf, restart } = useCursorPages<number>(PAGE_SIZE);
  const parked = useQuery({
    queryKey: ['parked', name, after],
    queryFn: ({ signal }) => readParked(name, { after: after ?? 0, limit: PAGE_SIZE, signal }),
    refetchInterval: LOOK_MS,
    placeholderData: (page) => page,
  });
  const events = parked.data ?? [];
  const isPastEnd = parked.isSuccess && events.length === 0 && after !== undefined;
  useEffect(() => {
    if (isPastEnd) restart();
  });
  const onSettled = () =>
    Promise.all(
      [['parked', name], ['subscribers']].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  const again = useMutation({ mutationFn: (position: number) => redeliver(name, position), onSettled });
  const away = useMutation({ mutationFn: (target: Target) => discard(name, target), onSettled });
  const { run, progress } = useRedeliverAll(name);
  const [asked, setAsked] = useState<{ what: 'redeliver' | 'discard'; target: Target }>();
  useReturn(again.error, again.reset);
  useReturn(away.error, away.reset);
  useReturn(run.error, run.reset);
  const error = again.error ?? away.error ?? run.error ?? parked.error;
  const total = count.toLocaleString('en');
  return (
    <section aria-label={`Parked events of ${name}`} className="mt-4 border-line border-t pt-4">
      <KeptEvents
        title={count === 1 ? '1 parked event' : `${total} parked events`}
        actions={
          <>
            <Button
              small
              disabled={run.isPending || subscription.state === 'paused'}
              onClick={() => setAsked({ what: 'redeliver', target: 'all' })}
            >
              Redeliver all …
            </Button>
            <Button
              small
              disabled={run.isPending}
              onClick={() => setAsked({ what: 'discard', target: 'all' })}
            >
              Discard all …
            </Button>
          </>
        }
        error={error}
        pager={{
          of: `parked events of ${name}`,
          ...pagerOf({ count: events.length, total: count, nextCursor: events.at(-1)?.position }),
        }}
      >
        {progress && <RedeliveryStatus progress={progress} />}
        {events.map((event) => (
          <li key={event.position}>
            <ParkedItem
              event={event}
              onRedeliver={() => again.mutate(event.position)}
              onDiscard={() => setAsked({ what: 'discard', target: event.position })}
            />
          </li>
        ))}
      </KeptEvents>
      {asked?.what === 'redeliver' && (
        <ConfirmDialog
          title={count === 1 ? 'Redeliver the parked event?' : `Redeliver all ${total} parked events?`}
          confirmLabel="Redeliver"
          look="primary"
          onCancel={() => setAsked(undefined)}
          onConfirm={() => {
            run.mutate(count);
            setAsked(undefined);
          }}
        >
          The first one is tried on its own. The others follow only if {name} accepts it.
        </ConfirmDialog>
      )}
      {asked?.what === 'discard' && (
        <ConfirmDialog
          title={
            asked.target === 'all'
              ? `Discard all ${total} parked events?`
              : `Discard the event at ${asked.target}?`
          }
          confirmLabel="Discard"
          onCancel={() => setAsked(undefined)}
          onConfirm={() => {
            away.mutate(asked.target);
            setAsked(undefined);
          }}
        >
          {name} will never receive {asked.target === 'all' ? 'them' : 'it'}, except by a replay: the log
          keeps every event.
        </ConfirmDialog>
      )}
    </section>
  );
}
