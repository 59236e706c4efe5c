import type { SubscriptionView } from '../api/subscribers';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { retry, setPaused } from './bus-actions';
import { MoveCursor } from './move-cursor';
import { useBusChange } from './use-bus-change';

/** Controls for a subscription's deliveries. */
export function DeliveryButtons({ subscription }: { subscription: SubscriptionView }) {
  const { name, state, nextAttemptAt } = subscription;
  const isPaused = state === 'paused';
  const change = useBusChange();
  return (
    <span className="ml-auto flex flex-wrap items-center justify-end gap-2">
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
      <MoveCursor subscription={subscription} />
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
