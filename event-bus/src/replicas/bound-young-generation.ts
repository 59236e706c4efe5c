import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Maximum size of one of V8's two semi-spaces, in bytes. */
export const SEMI_SPACE_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Lets the young generation of this process grow to SEMI_SPACE_BYTES_MAX. `prepare-process` keeps it at 1 MiB to save memory,
 * but nats.js makes several objects for each event of a batch, which live until the batch is stored: copying them took half of
 * a replica's processor time. V8 cannot change its own maximum once it runs, but reads the growth factor before each growth.
 */
export function boundYoungGeneration(): void {
  let mayGrow: boolean | undefined;
  const bound = () => {
    const isBelow = semiSpaceBytes() < SEMI_SPACE_BYTES_MAX;
    if (isBelow === mayGrow) return;
    mayGrow = isBelow;
    setFlagsFromString(`--semi-space-growth-factor=${isBelow ? 2 : 1}`);
  };
  bound();
  new PerformanceObserver(bound).observe({ entryTypes: ['gc'] });
}

function semiSpaceBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return (space?.space_size ?? 0) / 2;
}
