import { useEffect, useRef } from 'react';
import type { LogEvent } from '../api/bus-events';
import { type Subscriber, subscriberKey } from '../api/subscribers';
import type { Tone } from '../ui/badge';
import { duration } from '../ui/duration';
import { useMatch } from '../ui/use-match';
import { deliveriesBetween } from './deliveries';
import { type Box, edgePath, layoutTopology, type TopologyLayout } from './layout-topology';
import { sendAlong } from './moving-events';
import { toneOf } from './subscriber-tone';
import { type Publisher, publisherOf } from './use-publishers';

/** Dots for one look at a subscriber; more are on their way than could be told apart. */
const DOTS_MAX = 6;
const BORDERS: Record<Tone, string> = {
  neutral: 'stroke-line',
  accent: 'stroke-accent',
  good: 'stroke-good',
  warn: 'stroke-warn',
  bad: 'stroke-bad',
};
const FILLS: Record<Tone, string> = {
  neutral: 'fill-muted',
  accent: 'fill-accent',
  good: 'fill-good',
  warn: 'fill-warn',
  bad: 'fill-bad',
};

interface TopologyPictureProps {
  readonly publishers: readonly Publisher[];
  readonly head: number | undefined;
  readonly isLive: boolean;
  readonly subscribers: readonly Subscriber[];
  /** The events that came last; each is seen on its way to the bus. */
  readonly latest: readonly LogEvent[];
}

/** Publishers, bus and subscribers, and the events that move between them. */
export function TopologyPicture(props: TopologyPictureProps) {
  const { publishers, subscribers, head, isLive } = props;
  const isNarrow = useMatch('(max-width: 767px)');
  const layout = layoutTopology({ publishers: publishers.length, subscribers: subscribers.length, isNarrow });
  const layer = useMovingEvents(props, layout);
  const edges = [...layout.publishers, ...layout.subscribers].map(({ edge }) => edgePath(edge));
  return (
    <figure className="card overflow-hidden p-2 sm:p-4">
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        className="w-full"
        role="img"
        aria-labelledby="picture-text"
      >
        <title id="picture-text">{describe(props)}</title>
        {edges.map((path) => (
          <path key={path} d={path} className="fill-none stroke-line" strokeWidth="2" />
        ))}
        <g ref={layer} className="fill-accent" data-testid="moving-events" />
        {publishers.map((publisher, index) => (
          <Node key={publisher.name} box={layout.publishers[index]?.box} {...publisherText(publisher)} />
        ))}
        <Node
          box={layout.bus}
          name="event-bus"
          state={head === undefined ? 'not reached yet' : `head ${head.toLocaleString('en')}`}
          detail={isLive ? 'every event, on disk' : 'not connected'}
          tone={isLive ? 'accent' : 'warn'}
        />
        {subscribers.map((subscriber, index) => (
          <Node
            key={subscriberKey(subscriber)}
            box={layout.subscribers[index]?.box}
            {...subscriberText(subscriber)}
          />
        ))}
      </svg>
    </figure>
  );
}

/** Shows each event on its way to the bus, and each delivery on its way to whom it is for. */
function useMovingEvents({ publishers, subscribers, latest }: TopologyPictureProps, layout: TopologyLayout) {
  const layer = useRef<SVGGElement>(null);
  const before = useRef(subscribers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dot for each event, not for each drawing
  useEffect(() => {
    for (const [place, { source }] of latest.slice(0, DOTS_MAX).entries()) {
      const edge = layout.publishers[publishers.findIndex(({ name }) => name === publisherOf(source))]?.edge;
      if (layer.current !== null && edge !== undefined) sendAlong(layer.current, edge, place * 100);
    }
  }, [latest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: dots for each look at the subscribers, not for each drawing
  useEffect(() => {
    const deliveries = deliveriesBetween(before.current, subscribers);
    before.current = subscribers;
    for (const [index, subscriber] of subscribers.entries()) {
      const edge = layout.subscribers[index]?.edge;
      const count = Math.min(DOTS_MAX, deliveries.get(subscriberKey(subscriber)) ?? 0);
      if (layer.current === null || edge === undefined) continue;
      for (let dot = 0; dot < count; dot += 1) sendAlong(layer.current, edge, dot * 100);
    }
  }, [subscribers]);
  return layer;
}

interface NodeText {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  readonly tone: Tone;
  /** What waits, as a share of what the bar can show. */
  readonly backlog?: number;
}

/** A bar for a backlog of 1 to a million events: ten times as many make it a step longer. */
const backlogOf = (events: number) => Math.min(1, Math.log10(1 + events) / 6);

function Node({ box, name, state, detail, tone, backlog = 0 }: NodeText & { box: Box | undefined }) {
  if (box === undefined) return null;
  const { x, y, width, height } = box;
  const middle = y + height / 2;
  return (
    <g>
      <rect
        {...{ x, y, width, height }}
        rx="10"
        className={`fill-surface ${BORDERS[tone]}`}
        strokeWidth="2"
      />
      <text x={x + 12} y={middle - 15} className="fill-ink font-semibold text-[14px]">
        {name.length > 20 ? `${name.slice(0, 19)}…` : name}
      </text>
      <text x={x + 12} y={middle + 4} className={`font-medium text-[12.5px] ${FILLS[tone]}`}>
        {state}
      </text>
      <text x={x + 12} y={middle + 22} className="fill-muted text-[12.5px]">
        {detail}
      </text>
      <rect x={x + 10} y={y + height - 5} width={(width - 20) * backlog} height="3" className={FILLS[tone]} />
    </g>
  );
}

function publisherText({ name, state, outboxPending }: Publisher): NodeText {
  const detail = outboxPending === 0 ? 'publishes' : `keeps ${outboxPending} in its outbox`;
  if (state === 'unknown') return { name, state: 'publishes', detail: '', tone: 'neutral' };
  const tone = state === 'ready' ? (outboxPending > 0 ? 'warn' : 'good') : 'bad';
  return { name, state, detail, tone, backlog: backlogOf(outboxPending) };
}

function subscriberText(subscriber: Subscriber): NodeText {
  const { kind, name, state, lag } = subscriber;
  const age = lag.ageMs === null ? '' : `, ${duration(lag.ageMs)}`;
  const detail = lag.events === 0 ? 'has everything' : `${lag.events.toLocaleString('en')} behind${age}`;
  return {
    name,
    state: `${kind}, ${state}`,
    detail,
    tone: toneOf(subscriber),
    backlog: backlogOf(lag.events),
  };
}

function describe({ publishers, subscribers, head }: TopologyPictureProps): string {
  const texts = subscribers
    .map(subscriberText)
    .map(({ name, state, detail }) => `${name} (${state}, ${detail})`);
  const sources = publishers.map(({ name }) => name).join(', ');
  return `${sources} publish to the event bus, head ${head ?? 'unknown'}, which delivers to ${texts.join(', ')}.`;
}
