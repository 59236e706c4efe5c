import { BlogSystem } from '../harness/blog-system';
import type { Fault } from './fault';
import { HttpFuzz, INPUTS_PER_ROUND } from './http-fuzz/http-fuzz';

export const badHttpInput: Fault = {
  name: 'bad-http-input',
  what: 'bad HTTP input',
  holds:
    'every request is answered as the contract says or refused with a problem; never a 5xx, a crash or a leak',
  counts: { short: 2_000, long: 5_000_000 },
  perRound: INPUTS_PER_ROUND,
  open: async (options) => HttpFuzz.open(await BlogSystem.start(options)),
};
