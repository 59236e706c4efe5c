import { lazy } from 'react';

// The blog comes at once, the other views on demand.
const bus = async () => ({ default: (await import('../bus/bus-page')).BusPage });
const topology = async () => ({ default: (await import('../topology/topology-page')).TopologyPage });
const timeTravel = async () => ({
  default: (await import('../time-travel/time-travel-page')).TimeTravelPage,
});

export const BusPage = lazy(bus);
export const TopologyPage = lazy(topology);
export const TimeTravelPage = lazy(timeTravel);

/** Fetches the views before they are asked for. What fails is fetched when it is needed. */
export function loadViews(): void {
  for (const load of [bus, topology, timeTravel]) void load().catch(() => {});
}
