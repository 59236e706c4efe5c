import { BUS_BACKOFF } from '../../../service-kit/src/retry-policy';

let users = 0;
let usual = { ...BUS_BACKOFF };

/**
 * While `work` runs, the clients of a bus in this process try again at once: a model that is run thousands of times
 * cannot wait for them.
 */
export async function withoutBackoff<Result>(work: () => Promise<Result>): Promise<Result> {
  if (users === 0) usual = { ...BUS_BACKOFF };
  users += 1;
  Object.assign(BUS_BACKOFF, { firstMs: 0, maxMs: 0 });
  try {
    return await work();
  } finally {
    users -= 1;
    if (users === 0) Object.assign(BUS_BACKOFF, usual);
  }
}
