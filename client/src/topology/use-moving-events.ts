import { useEffect, useRef } from 'react';
import type { LogEvent } from '../api/bus-events';
import { type Subscriber, subscriberKey } from '../api/subscribers';
import { deliveriesBetween } from './deliveries';
import type { TopologyLayout } from './layout-topology';
import { sendAlong } from './moving-events';
import type { ServiceNode } from './service-nodes';
import { publisherOf } from './use-publishers';

/** Dots per look at a subscriber; more could not be told apart. */
const DOTS_MAX = 6;

interface Moving {
  readonly nodes: readonly ServiceNode[];
  readonly subscribers: readonly Subscriber[];
  /** The events that arrived last. */
  readonly latest: readonly LogEvent[];
}

/** Animates each event on its way to the bus, and each delivery on its way to its subscriber. */
export function useMovingEvents({ nodes, subscribers, latest }: Moving, layout: TopologyLayout) {
  const layer = useRef<SVGGElement>(null);
  const before = useRef(subscribers);
  const placeOf = (service: string) => layout.services[nodes.findIndex(({ name }) => name === service)];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dot per event, not per render
  useEffect(() => {
    for (const [place, { source }] of latest.slice(0, DOTS_MAX).entries()) {
      const edge = placeOf(publisherOf(source))?.publish;
      if (layer.current !== null && edge !== undefined) sendAlong(layer.current, edge, place * 100);
    }
  }, [latest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: dots per look at the subscribers, not per render
  useEffect(() => {
    const deliveries = deliveriesBetween(before.current, subscribers);
    before.current = subscribers;
    for (const subscriber of subscribers) {
      const edge = placeOf(subscriber.name)?.deliver;
      const count = Math.min(DOTS_MAX, deliveries.get(subscriberKey(subscriber)) ?? 0);
      if (layer.current === null || edge === undefined) continue;
      for (let dot = 0; dot < count; dot += 1) sendAlong(layer.current, edge, dot * 100);
    }
  }, [subscribers]);
  return layer;
}
