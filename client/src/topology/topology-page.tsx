import { useState } from 'react';
import type { LogEvent } from '../api/bus-events';
import { subscriberKey, useSubscribers } from '../api/subscribers';
import { LabAccount } from '../lab/lab-account';
import { LabBar } from '../lab/lab-bar';
import { useLab } from '../lab/use-lab';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { SubscriberCard } from './subscriber-card';
import { TopologyPicture } from './topology-picture';
import { useLagHistory } from './use-lag-history';
import { useLiveEvents } from './use-live-events';
import { publisherOf, usePublishers } from './use-publishers';

const LOOK_MS = 1_000;

/** Who publishes, who listens, and how far each of them is. */
export function TopologyPage() {
  const { publishers, hear } = usePublishers();
  const [latest, setLatest] = useState<readonly LogEvent[]>([]);
  const { head, isLive } = useLiveEvents((events) => {
    setLatest(events);
    for (const { source } of events) hear(publisherOf(source));
  });
  const lab = useLab();
  const looks = useSubscribers(LOOK_MS);
  const lags = useLagHistory(looks.data, looks.dataUpdatedAt);
  const subscribers = looks.data ?? [];
  const nodes = [...publishers, ...subscribers].map(({ name }) => name).concat('event-bus');
  return (
    <>
      <PageHeader
        title="Topology"
        intro={`Services never call one another: they publish to the bus, and hear from it. ${
          lab ? 'Stop one by its button, let the load run, and watch.' : 'Stop one and watch.'
        }`}
      />
      {looks.isError && (
        <div className="mb-4">
          <Notice tone="warn" role="status" title="The bus cannot be reached">
            {looks.error.message} What it said last is shown. Services keep what is written in their outboxes
            meanwhile.
          </Notice>
        </div>
      )}
      {looks.isPending ? (
        <Loading label="Looking at the bus" rows={5} />
      ) : (
        <TopologyPicture {...{ publishers, head, isLive, subscribers, latest, lab }} />
      )}
      {/* Not before the picture is there: a menu that is open would close when its node gets one. */}
      {lab && !looks.isPending && (
        <>
          <LabBar lab={lab} nodes={nodes} />
          <LabAccount classic={lab.classic} />
        </>
      )}
      {!looks.isPending && <h2 className="mt-8 mb-3 font-semibold text-lg">Followers and subscriptions</h2>}
      {looks.isSuccess && subscribers.length === 0 && (
        <Notice title="Nobody listens yet">
          Services that follow the log, or subscribe to it, are listed here.
        </Notice>
      )}
      <div className="grid gap-4 md:grid-cols-2">
        {subscribers.map((subscriber) => {
          const key = subscriberKey(subscriber);
          return (
            <SubscriberCard
              key={key}
              subscriber={subscriber}
              lags={lags.get(key) ?? []}
              faults={lab?.faults ?? []}
            />
          );
        })}
      </div>
    </>
  );
}
