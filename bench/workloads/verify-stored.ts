import type { EventSystem } from '../event-system';
import { followCount } from './follow-count';

const NAMED_MAX = 3;

/**
 * Reads back everything after the first `after` events; resolves with their number. A system that stores nothing was verified
 * by its answers.
 * @throws Error  the stored events are not exactly the published ones, each once
 */
export async function verifyStored(
  system: EventSystem,
  published: readonly string[],
  after = 0,
): Promise<number> {
  const stored = await readIds(system, after);
  if (stored === undefined) return published.length;
  const known = new Set(stored);
  const lost = published.filter((id) => !known.has(id));
  const faults = [
    lost.length > 0 && `${lost.length} lost (${lost.slice(0, NAMED_MAX).join(', ')})`,
    known.size < stored.length && `${stored.length - known.size} stored twice`,
    known.size > published.length - lost.length && `${known.size + lost.length - published.length} unknown`,
  ].filter(Boolean);
  if (faults.length > 0) throw new Error(`Of ${published.length} events: ${faults.join(', ')}.`);
  return stored.length;
}

async function readIds(system: EventSystem, after: number): Promise<string[] | undefined> {
  if (system.storedIds !== undefined) return (await system.storedIds()).slice(after);
  if (system.head === undefined || system.follow === undefined) return undefined;
  const ids: string[] = [];
  const handle = ({ id }: { id: string }) => {
    ids.push(id);
  };
  await followCount(system, { after, count: (await system.head()) - after, handle });
  return ids;
}
