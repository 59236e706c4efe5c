import type { Fault } from '@blog/lab/state';
import type { ReactNode } from 'react';
import { stateOfSubscriber } from '../api/state-of';
import { type Subscriber, troubledEvents } from '../api/subscribers';
import { Badge } from '../ui/badge';
import { duration } from '../ui/duration';
import { StateBadge } from '../ui/state-badge';
import { useNow } from '../ui/use-now';
import { cardId } from './card-id';
import { CardLinks } from './card-links';
import { DeliveryButtons } from './delivery-buttons';
import { drainWords } from './drain-rate';
import { ForgetFollower } from './forget-follower';
import { LagChart } from './lag-chart';
import type { LagScale } from './lag-scale';
import { ParkedEvents } from './parked-events';
import { SetAsideEvents } from './set-aside-events';
import type { LagSample } from './use-lag-history';

interface SubscriberCardProps {
  readonly subscriber: Subscriber;
  /** False if the bus's report is an earlier one. */
  readonly isCurrent: boolean;
  /** Its lag at the latest looks. */
  readonly lags: readonly LagSample[];
  readonly scale: LagScale;
  /** What was done in the lab. */
  readonly faults: readonly Fault[];
}

/** Everything known about a follower or a subscription, and actions on it. */
export function SubscriberCard({ subscriber, isCurrent, lags, scale, faults }: SubscriberCardProps) {
  const { kind, name, position, lag, lastError, nextAttemptAt } = subscriber;
  // Under load some events are always in flight: that shows no trend.
  const drain = isCurrent && stateOfSubscriber(subscriber) !== 'running' ? drainWords(lags) : '';
  return (
    <article id={cardId(subscriber)} tabIndex={-1} className="card min-w-0 scroll-mt-28 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 break-words font-semibold">{name}</h3>
        <CardState subscriber={subscriber} isCurrent={isCurrent} />
        <span className="text-muted text-sm">{kind}</span>
        {isCurrent && kind === 'subscription' && subscriber.state !== 'ended' && (
          <DeliveryButtons subscription={subscriber} />
        )}
        {isCurrent && kind === 'follower' && subscriber.state === 'down' && (
          <ForgetFollower follower={subscriber} />
        )}
      </div>
      <p className={isCurrent ? 'mt-3' : 'mt-3 text-muted'}>
        <span className="font-semibold text-xl tabular-nums">{lag.events.toLocaleString('en')}</span>{' '}
        <span className="text-muted text-sm">
          {lag.events === 1 ? 'event' : 'events'} behind
          {lag.events > 0 && lag.ageMs !== null && `, the oldest for ${duration(lag.ageMs)}`}
        </span>
        {drain && <span className="ml-2 text-sm">{drain}</span>}
      </p>
      <LagChart name={name} samples={lags} faults={faults} scale={scale} />
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <Fact name="Position">{position.toLocaleString('en')}</Fact>
        {kind === 'follower' && <Fact name="Instance">{subscriber.instance}</Fact>}
        {kind === 'subscription' && <Fact name="Delivers to">{subscriber.url}</Fact>}
        {kind === 'subscription' && <Fact name="Types">{subscriber.types?.join(', ') ?? 'every type'}</Fact>}
        <Fact name="Last error">{lastError ?? 'none'}</Fact>
        {isCurrent && nextAttemptAt && (
          <Fact name="Next attempt">
            <Countdown at={nextAttemptAt} />
          </Fact>
        )}
      </dl>
      <CardLinks subscriber={subscriber} />
      {kind === 'follower' && subscriber.setAside > 0 && <SetAsideEvents follower={subscriber} />}
      {kind === 'subscription' && subscriber.parked > 0 && <ParkedEvents subscription={subscriber} />}
    </article>
  );
}

function CardState({ subscriber, isCurrent }: { subscriber: Subscriber; isCurrent: boolean }) {
  const state = stateOfSubscriber(subscriber);
  if (!isCurrent) return <Badge>was {state}</Badge>;
  const isWell = state === 'running' || state === 'behind';
  // With events set aside or parked it is not well, however far it has come.
  return isWell && troubledEvents(subscriber) > 0 ? (
    <StateBadge state={state} tone="warn" />
  ) : (
    <StateBadge state={state} />
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
