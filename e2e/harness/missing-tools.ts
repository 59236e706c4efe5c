/** Tools that this machine lacks: `scripts/run-tests.js` checks, and prints in one line what is skipped. */
export const missingTools: ReadonlySet<string> = new Set(
  (process.env.MISSING_TOOLS ?? '').split(',').filter(Boolean),
);
