import { missingTools } from '../harness/missing-tools';
import type { Fault } from './fault';
import { roundsOf, runFault, runSeed } from './run-fault';

/** Jest's `it`, or `it.skip` when the machine lacks a tool that the fault needs. */
export function itOrLeaveOut(fault: Fault): typeof it | typeof it.skip {
  return (fault.needs ?? []).some((tool) => missingTools.has(tool)) ? it.skip : it;
}

/** Tests a fault with its short count. */
export function itHolds(fault: Fault): void {
  const test = async () => {
    const through = roundsOf(fault, fault.counts.short);
    expect(await runFault(fault, { seed: runSeed(), through })).toMatchObject({
      round: through,
      tally: { lost: 0, duplicated: 0, reordered: 0 },
    });
  };
  const name = `${fault.what}: ${fault.holds} (${fault.counts.short} times)`;
  itOrLeaveOut(fault)(name, test, 600_000);
}
