import type { Fault } from './fault';
import { roundsOf, runFault, runSeed } from './run-fault';

/** `scripts/run-tests.js` tells what it did not find on this machine, and says so in one line. */
const missing = new Set((process.env.MISSING_TOOLS ?? '').split(',').filter(Boolean));

/** The test of a fault at its short count. Left out when the machine lacks a tool that it needs. */
export function itHolds(fault: Fault): void {
  const test = (fault.needs ?? []).some((tool) => missing.has(tool)) ? it.skip : it;
  test(`${fault.what}: ${fault.holds} (${fault.counts.short} times)`, async () => {
    const through = roundsOf(fault, fault.counts.short);
    expect(await runFault(fault, { seed: runSeed(), through })).toMatchObject({
      round: through,
      tally: { lost: 0, duplicated: 0, reordered: 0 },
    });
  }, 300_000);
}
