import type { EventSize } from './blog-history';
import type { ContestantName } from './contestants';
import type { WorkloadSettings } from './workloads/workload';

/** The compared figure: more is better for `perSecond`, less for the others. */
type Metric = 'perSecond' | 'p99Ms' | 'bytesPerEvent';

/** One line of the table. The goal is the ratio ours ÷ theirs: a minimum, or a maximum where less is better. */
export interface Comparison {
  readonly ours: ContestantName;
  readonly theirs: ContestantName;
  readonly goal: number;
}

/** Work that its contestants do in turns, in one run. */
export interface Measurement {
  /** The name for `npm run bench -- --only <name>`. */
  readonly name: string;
  readonly what: string;
  readonly workload: WorkloadSettings;
  /** Replaces `workload` for a system that is compared in other work, or is too slow for it. */
  readonly other?: Readonly<Partial<Record<ContestantName, WorkloadSettings>>>;
  readonly metric: Metric;
  readonly unit: string;
  readonly sizes: readonly EventSize[];
  /** Number of rounds, if the work cannot be repeated. */
  readonly rounds?: number;
  /** Number of listeners that a system pushes to. */
  readonly listeners?: number;
  readonly comparisons: readonly Comparison[];
}

/** Sizes of the histories in events, and number of followers. */
export interface Counts {
  readonly replay: number;
  readonly courseReplay: number;
  readonly stored: number;
  readonly followers: number;
}

const RATE = { metric: 'perSecond', unit: 'events/s' } as const;
const BOTH = ['blog', '1k'] as const;
const BLOG = ['blog'] as const;
const BATCH = 500;
/** JetStream's maximum, and what service-kit sends. */
const BATCH_MAX = 1_000;
const OUTSTANDING = 4_000;

/** The types of posts; most of the history is comments and their consequences. */
const SOME_TYPES = ['PostCreated', 'PostUpdated'];

/** A follower of some types compared with one of all types, on both engines. */
function filteredPlanOf({ replay, stored }: Counts): Measurement {
  const some = { kind: 'catch-up', types: SOME_TYPES } as const;
  return {
    name: 'filtered',
    what: `a follower of 2 of 8 types catches up with ${replay} events, on JetStream ${stored}; theirs is one of all`,
    workload: { kind: 'catch-up', events: replay },
    other: {
      'bus-some': { ...some, events: replay },
      'bus-r1-some': { ...some, events: stored },
      'bus-r1': { kind: 'catch-up', events: stored },
    },
    ...RATE,
    sizes: BLOG,
    comparisons: [
      { ours: 'bus-some', theirs: 'bus', goal: 3 },
      { ours: 'bus-r1-some', theirs: 'bus-r1', goal: 3 },
    ],
  };
}

/** The bus on JetStream compared with plain JetStream, on one server and on three. */
function clusterPlanOf({ stored, followers }: Counts): readonly Measurement[] {
  const against = (kind: 'bus' | 'kit', goal: number): Comparison[] => [
    { ours: `${kind}-r1`, theirs: 'jetstream-always', goal },
    { ours: `${kind}-r3`, theirs: 'jetstream-r3', goal },
  ];
  const batches = { kind: 'publish-batches', batch: BATCH_MAX } as const;
  return [
    {
      name: 'cluster-publish',
      what: `on JetStream: publish, ${OUTSTANDING} not awaited; theirs in batches of ${BATCH_MAX}`,
      workload: { kind: 'publish', inFlight: OUTSTANDING, as: 'event' },
      other: { 'jetstream-always': batches, 'jetstream-r3': batches },
      ...RATE,
      sizes: BLOG,
      comparisons: against('kit', 0.8),
    },
    {
      name: 'cluster-latency',
      what: 'on JetStream: publish→handler, p99, at 1000 events/s',
      workload: { kind: 'latency', perSecond: 1_000 },
      metric: 'p99Ms',
      unit: 'ms',
      sizes: BLOG,
      listeners: 1,
      comparisons: against('bus', 2),
    },
    {
      name: 'cluster-replay',
      what: `on JetStream: replay of ${stored} events into a handler`,
      workload: { kind: 'replay', events: stored },
      ...RATE,
      sizes: BLOG,
      comparisons: against('bus', 0.8),
    },
    {
      name: 'cluster-fan-out',
      what: `on JetStream: fan-out, 1 → ${followers} followers`,
      workload: { kind: 'fan-out', followers },
      ...RATE,
      sizes: BLOG,
      listeners: followers,
      comparisons: against('bus', 1.5),
    },
  ];
}

/** The table "Performance": every line, with its goal. */
export function planOf(counts: Counts): readonly Measurement[] {
  const { replay, courseReplay, stored, followers } = counts;
  return [
    {
      name: 'publish-1',
      what: 'publish, 1 in flight',
      workload: { kind: 'publish', inFlight: 1, as: 'text' },
      ...RATE,
      sizes: BOTH,
      comparisons: [
        { ours: 'bus', theirs: 'jetstream-always', goal: 1 },
        { ours: 'bus', theirs: 'course', goal: 1 },
      ],
    },
    {
      name: 'publish-64',
      what: 'publish, 64 in flight',
      workload: { kind: 'publish', inFlight: 64, as: 'text' },
      ...RATE,
      sizes: BOTH,
      comparisons: [
        { ours: 'bus', theirs: 'jetstream-always', goal: 1.5 },
        { ours: 'bus', theirs: 'redis', goal: 0.5 },
        { ours: 'bus', theirs: 'echo', goal: 0.6 },
        { ours: 'bus', theirs: 'course', goal: 1 },
      ],
    },
    {
      name: 'publish-batches',
      what: `publish in batches of ${BATCH}`,
      workload: { kind: 'publish-batches', batch: BATCH },
      ...RATE,
      sizes: BOTH,
      comparisons: [{ ours: 'bus', theirs: 'jetstream-always', goal: 1 }],
    },
    {
      name: 'publish-kit',
      what: `publish, ${OUTSTANDING} not awaited`,
      workload: { kind: 'publish', inFlight: OUTSTANDING, as: 'event' },
      ...RATE,
      sizes: BOTH,
      comparisons: [
        { ours: 'kit', theirs: 'jetstream-always', goal: 10 },
        { ours: 'kit', theirs: 'jetstream-default', goal: 3 },
      ],
    },
    {
      name: 'latency',
      what: 'publish→handler, p99, at 1000 events/s',
      workload: { kind: 'latency', perSecond: 1_000 },
      metric: 'p99Ms',
      unit: 'ms',
      sizes: BLOG,
      listeners: 1,
      comparisons: [
        { ours: 'bus', theirs: 'jetstream-always', goal: 1 },
        { ours: 'bus', theirs: 'course', goal: 1 },
      ],
    },
    {
      name: 'replay',
      what: `replay of ${replay} events into a handler`,
      workload: { kind: 'replay', events: replay },
      other: { course: { kind: 'replay', events: courseReplay } },
      ...RATE,
      sizes: BLOG,
      comparisons: [
        { ours: 'bus', theirs: 'jetstream-default', goal: 3 },
        { ours: 'kit', theirs: 'jetstream-default', goal: 3 },
        { ours: 'bus', theirs: 'course', goal: 1 },
      ],
    },
    {
      name: 'fan-out',
      what: `fan-out, 1 → ${followers} followers`,
      workload: { kind: 'fan-out', followers },
      ...RATE,
      sizes: BLOG,
      listeners: followers,
      comparisons: [
        { ours: 'bus', theirs: 'jetstream-always', goal: 1 },
        { ours: 'bus', theirs: 'course', goal: 1 },
      ],
    },
    filteredPlanOf(counts),
    ...clusterPlanOf(counts),
    {
      name: 'disk',
      what: `disk for a history of ${stored} events`,
      workload: { kind: 'fill', events: stored, inFlight: 64 },
      metric: 'bytesPerEvent',
      unit: 'bytes/event',
      sizes: BLOG,
      rounds: 1,
      comparisons: [{ ours: 'bus', theirs: 'jetstream-s2', goal: 1 }],
    },
  ];
}
