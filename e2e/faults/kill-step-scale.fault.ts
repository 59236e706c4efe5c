import { join } from 'node:path';
import { scaleFault } from './scale/scale-drill';
import { within } from './within';

const DIES_WITHIN_MS = 30_000;

/** Every step of the leader's writes and deliveries (`preload/bus-kill-points.js`). */
const STEPS = [
  'in a batch',
  'batch sent',
  'batch answered',
  'before a delivery',
  'in a delivery',
  'after a delivery',
  'in a cursor',
  'cursor sent',
  'cursor answered',
];

export const killStepScale = scaleFault({
  name: 'kill-step-scale',
  what: 'kill -9 of the replica that leads at every step of a batch, a delivery and the write of a cursor',
  holds: 'another leads, each event is stored once, and nothing is delivered out of order or left out',
  counts: { short: STEPS.length, long: 40 * STEPS.length },
  preload: join(__dirname, 'preload/bus-kill-points.js'),
  cause: async ({ bus }, random, round) => {
    const leader = await bus.leader();
    const step = STEPS[round % STEPS.length] as string;
    leader.tell({ step, time: random.integer(1, 5) });
    const end = await within(DIES_WITHIN_MS, leader.exited, `the replica that leads to die ${step}`);
    if (end.signal !== 'SIGKILL') throw new Error(`It ended by itself: ${leader.log}`);
    await leader.start();
  },
});
