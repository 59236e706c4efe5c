import type { StateBucket } from '@blog/event-log/jetstream';
import { pause } from '@blog/service-kit';
import { problems } from '../problems';
import { EXPIRED_MS, type Lease, STATE_KEY } from './leadership';
import { StateTables } from './state-tables';

const LOOK_MS = 250;

/**
 * Does work on the state of a bus while none of its replicas runs, in place of a leader: a replica that begins to lead meanwhile
 * supersedes it, and then `work` fails.
 * @throws DomainError `storage.in_use`  a replica leads
 * @throws DomainError `state.superseded`, `log.unavailable`
 */
export async function holdState<Result>(
  state: StateBucket,
  work: (tables: StateTables) => Promise<Result>,
): Promise<Result> {
  // Before the look for a leader: a replica that begins to lead after it writes, so the write below then fails.
  const last = await state.lastSequence();
  const before = await requireNoLeader(state);
  const lease: Lease = { term: (before?.term ?? 0) + 1, url: '', renewed: 0, released: true };
  const after = await state.write([{ key: STATE_KEY, value: JSON.stringify(lease) }], last);
  const tables = (await StateTables.load(state)).follow(after);
  return work(tables);
}

/** Resolves with the last lease. @throws DomainError `storage.in_use`  a replica leads */
export async function requireNoLeader(state: StateBucket): Promise<Lease | undefined> {
  const first = await state.get(STATE_KEY);
  if (first === undefined) return undefined;
  const lease = JSON.parse(first.value) as Lease;
  for (const sinceMs = performance.now(); !lease.released && performance.now() - sinceMs < EXPIRED_MS; ) {
    await pause(LOOK_MS);
    if ((await state.get(STATE_KEY))?.sequence === first.sequence) continue;
    const message = `A replica of the bus runs at ${lease.url}: stop all of them first.`;
    throw problems.error('storage.in_use', message);
  }
  return lease;
}
