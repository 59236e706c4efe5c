declare global {
  /** Set by `scripts/jest-fast-config.js`. */
  var propertyRunsShare: number | undefined;
}

/** How often a property is tried: `runs` times when all tests run, and a share of that in `npm test`. */
export const propertyRuns = (runs: number): number => Math.ceil(runs * (globalThis.propertyRunsShare ?? 1));
