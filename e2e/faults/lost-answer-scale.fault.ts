import { ReplicatedBus } from '../harness/replicated-bus';
import type { Fault } from './fault';
import { loseAnswersOf, lostAnswer } from './lost-answer.fault';

/** Like `lost-answer`, with each attempt on another replica. */
export const lostAnswerScale: Fault = {
  ...lostAnswer,
  name: 'lost-answer-scale',
  what: 'a replica of the bus answers and its answer is lost; the same comes again to another one',
  counts: { short: 100, long: 10_000 },
  needs: ['posix', 'nats-server'],
  open: async (options = {}) => loseAnswersOf(() => ReplicatedBus.start(options)),
};
