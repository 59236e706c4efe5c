import { useState } from 'react';
import type { LogEvent } from '../api/bus-events';
import { useStartedBy } from '../api/started-by';
import { conditionOf, useConditions } from '../api/use-conditions';
import { LabAccount } from '../lab/lab-account';
import { LabBar } from '../lab/lab-bar';
import { useLab } from '../lab/use-lab';
import { Loading } from '../ui/loading';
import { PageHeader } from '../ui/page-header';
import { BusAway } from './bus-away';
import { serviceNodes } from './service-nodes';
import { SubscriberCards } from './subscriber-cards';
import { TopologyPicture } from './topology-picture';
import { useKnownSubscribers } from './use-known-subscribers';
import { useLiveEvents } from './use-live-events';
import { publisherOf, usePublishers } from './use-publishers';

const INVITATIONS = {
  lab: 'Stop one with its button, start the load, and watch.',
  commands: 'Stop one with the command at its node, and watch.',
  none: 'Stop one and watch.',
};

/** Who publishes, who listens, and the lag of each listener. */
export function TopologyPage() {
  const { publishers, hear } = usePublishers();
  const [latest, setLatest] = useState<readonly LogEvent[]>([]);
  const { head, isLive } = useLiveEvents((events) => {
    setLatest(events);
    for (const { source } of events) hear(publisherOf(source));
  });
  const lab = useLab();
  const startedBy = useStartedBy({ isWanted: lab === undefined });
  const known = useKnownSubscribers();
  const conditions = useConditions();
  const { subscribers } = known;
  // A bus that was just frozen or killed has not failed to answer yet.
  const isBusAway = ['down', 'frozen', 'starting'].includes(conditionOf(conditions, 'event-bus'));
  const isCurrent = known.isCurrent && !isBusAway;
  const { nodes, hidden } = serviceNodes({ publishers, subscribers });
  return (
    <>
      <PageHeader
        title="Topology"
        intro={`Services never call one another: they publish to the bus and listen to it. ${
          INVITATIONS[lab ? 'lab' : startedBy ? 'commands' : 'none']
        }`}
      />
      {known.error && <BusAway error={known.error} seenMs={known.seenMs} />}
      {known.isPending ? (
        <Loading label="Looking at the bus" rows={5} />
      ) : (
        <>
          <TopologyPicture
            {...{ nodes, conditions, head, subscribers, isCurrent, latest, lab }}
            isLive={isLive && !isBusAway}
            startedBy={lab ? undefined : startedBy}
          />
          {hidden.length > 0 && (
            <p className="mt-2 text-muted text-sm">
              Not in the picture: {hidden.slice(0, 5).join(', ')}
              {hidden.length > 5 && ` and ${hidden.length - 5} more`}.
            </p>
          )}
        </>
      )}
      {/* Not before the picture is there: an open menu would close when its node appears in the picture. */}
      {lab && !known.isPending && (
        <>
          <LabBar lab={lab} nodes={[...nodes.map(({ name }) => name), 'event-bus']} />
          <LabAccount classic={lab.classic} />
        </>
      )}
      {!known.isPending && <SubscriberCards known={{ ...known, isCurrent }} faults={lab?.faults ?? []} />}
    </>
  );
}
