import type { Fault } from '@blog/lab/state';
import { subscriberKey } from '../api/subscribers';
import { Notice } from '../ui/notice';
import { lagScale } from './lag-scale';
import { Pager } from './pager';
import { SubscriberCard } from './subscriber-card';
import { useCardPage } from './use-card-page';
import type { KnownSubscribers } from './use-known-subscribers';
import { useLagHistory } from './use-lag-history';

const PAGE_SIZE = 20;

interface SubscriberCardsProps {
  readonly known: KnownSubscribers;
  /** What was done in the lab. */
  readonly faults: readonly Fault[];
}

/** A card for every follower and subscription, paged if there are many. */
export function SubscriberCards({ known, faults }: SubscriberCardsProps) {
  const { subscribers, seenMs = 0, isCurrent, error } = known;
  const lags = useLagHistory(isCurrent ? subscribers : undefined, seenMs);
  const scale = lagScale(lags.values(), seenMs);
  const [page, setPage] = useCardPage(subscribers, PAGE_SIZE);
  const from = page * PAGE_SIZE;
  const shown = subscribers.slice(from, from + PAGE_SIZE);
  return (
    <section aria-labelledby="subscribers">
      <h2 id="subscribers" className="mt-8 mb-3 font-semibold text-lg">
        Followers and subscriptions
      </h2>
      {subscribers.length === 0 && error === null && (
        <Notice title="No subscribers yet">
          Services that follow the log, or subscribe to it, are listed here.
        </Notice>
      )}
      {subscribers.length === 0 && error !== null && (
        <Notice title="Nothing is known yet">
          Followers and subscriptions are listed here once it is back.
        </Notice>
      )}
      <div className="grid gap-4 md:grid-cols-2">
        {shown.map((subscriber) => {
          const key = subscriberKey(subscriber);
          return (
            <SubscriberCard
              key={key}
              subscriber={subscriber}
              isCurrent={isCurrent}
              lags={lags.get(key) ?? []}
              scale={scale}
              faults={faults}
            />
          );
        })}
      </div>
      <Pager
        of="followers and subscriptions"
        from={from + 1}
        to={from + shown.length}
        total={subscribers.length}
        onPrevious={page > 0 ? () => setPage(page - 1) : undefined}
        onNext={from + PAGE_SIZE < subscribers.length ? () => setPage(page + 1) : undefined}
      />
    </section>
  );
}
