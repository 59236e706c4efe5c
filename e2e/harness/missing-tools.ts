/** What this machine lacks: `scripts/run-tests.js` looks for it, and says in one line what is left out. */
export const missingTools: ReadonlySet<string> = new Set(
  (process.env.MISSING_TOOLS ?? '').split(',').filter(Boolean),
);
