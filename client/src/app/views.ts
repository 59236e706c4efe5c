import { lazy } from 'react';

// The blog is in the first load, the other views are loaded on demand.
const bus = async () => ({ default: (await import('../bus/bus-page')).BusPage });
const topology = async () => ({ default: (await import('../topology/topology-page')).TopologyPage });
const timeTravel = async () => ({
  default: (await import('../time-travel/time-travel-page')).TimeTravelPage,
});

export const BusPage = lazy(bus);
export const TopologyPage = lazy(topology);
export const TimeTravelPage = lazy(timeTravel);

/** Fetches the views ahead of use. One that fails is fetched again when it is opened. */
export function loadViews(): void {
  for (const load of [bus, topology, timeTravel]) void load().catch(() => {});
}
