import type { Fault } from '@blog/lab/state';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Subscriber, SubscriptionView } from '../api/subscribers';
import { useReturn } from '../api/use-return';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { duration } from '../ui/duration';
import { Icon } from '../ui/icon';
import { useNow } from '../ui/use-now';
import { retry, setPaused } from './bus-actions';
import { LagChart } from './lag-chart';
import { ParkedEvents } from './parked-events';
import { SetAsideEvents } from './set-aside-events';
import { toneOf } from './subscriber-tone';
import type { LagSample } from './use-lag-history';

interface SubscriberCardProps {
  readonly subscriber: Subscriber;
  /** How far it was behind at the latest looks. */
  readonly lags: readonly LagSample[];
  /** What was done in the lab. */
  readonly faults: readonly Fault[];
}

/** Everything that is known of a follower or a subscription, and what can be done with it. */
export function SubscriberCard({ subscriber, lags, faults }: SubscriberCardProps) {
  const { kind, name, state, position, lag, lastError, nextAttemptAt } = subscriber;
  return (
    <article className="card p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{name}</h3>
        <Badge tone={toneOf(subscriber)}>{state}</Badge>
        <span className="text-muted text-sm">{kind}</span>
        {kind === 'subscription' && state !== 'ended' && <DeliveryButtons subscription={subscriber} />}
      </div>
      <div className="mt-3 flex flex-wrap items-end justify-between gap-3">
        <p>
          <span className="font-semibold text-xl tabular-nums">{lag.events.toLocaleString('en')}</span>{' '}
          <span className="text-muted text-sm">
            {lag.events === 1 ? 'event' : 'events'} behind
            {lag.events > 0 && lag.ageMs !== null && `, the oldest for ${duration(lag.ageMs)}`}
          </span>
        </p>
        <LagChart samples={lags} faults={faults} />
      </div>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <Fact name="Position">{position.toLocaleString('en')}</Fact>
        {kind === 'follower' && <Fact name="Instance">{subscriber.instance}</Fact>}
        {kind === 'subscription' && <Fact name="Delivers to">{subscriber.url}</Fact>}
        {kind === 'subscription' && <Fact name="Types">{subscriber.types?.join(', ') ?? 'every type'}</Fact>}
        <Fact name="Last error">{lastError ?? 'none'}</Fact>
        {nextAttemptAt && (
          <Fact name="Next attempt">
            <Countdown at={nextAttemptAt} />
          </Fact>
        )}
      </dl>
      {kind === 'follower' && subscriber.setAside > 0 && <SetAsideEvents follower={subscriber} />}
      {kind === 'subscription' && subscriber.parked > 0 && <ParkedEvents subscription={subscriber} />}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </>
  );
}

function Countdown({ at }: { at: string }) {
  const now = useNow(250);
  const ms = Date.parse(at) - now;
  return <>{ms <= 0 ? 'now' : `in ${duration(ms)}`}</>;
}

function DeliveryButtons({ subscription }: { subscription: SubscriptionView }) {
  const { name, state, nextAttemptAt } = subscription;
  const client = useQueryClient();
  const isPaused = state === 'paused';
  const change = useMutation({
    mutationFn: (action: () => Promise<void>) => action(),
    onSettled: () => client.invalidateQueries({ queryKey: ['subscribers'] }),
  });
  useReturn(change.error, change.reset);
  return (
    <span className="ml-auto flex items-center gap-2">
      {change.error && (
        <span role="alert" className="text-bad text-sm">
          {change.error.message}
        </span>
      )}
      {nextAttemptAt && (
        <Button small onClick={() => change.mutate(() => retry(name))} disabled={change.isPending}>
          Try now
        </Button>
      )}
      <Button
        small
        onClick={() => change.mutate(() => setPaused(name, !isPaused))}
        disabled={change.isPending}
      >
        <Icon name={isPaused ? 'play' : 'pause'} /> {isPaused ? 'Resume' : 'Pause'}
      </Button>
    </span>
  );
}
