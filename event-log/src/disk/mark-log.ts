import { DomainError, type Store } from '@blog/service-kit';
import type { LogIdentity } from '../importable-log';
import { LOG_FORMAT } from './log-format';
import type { LogTables } from './log-tables';

/** Stores a new log's permanent id and its format version. */
export async function markNewLog(
  store: Store,
  { meta }: LogTables,
  { id, epoch }: LogIdentity,
): Promise<void> {
  await store.transaction(() => {
    void meta.put('log-id', id);
    if (epoch !== id) void meta.put('epoch', epoch);
    void meta.put('format', String(LOG_FORMAT));
  });
}

/** Stores the format version of a log whose build wrote none. */
export async function markFormat(store: Store, { meta }: LogTables): Promise<void> {
  if (meta.get('format') !== undefined) return;
  try {
    await store.transaction(() => void meta.put('format', String(LOG_FORMAT)));
  } catch (error) {
    // A full disk must not stop reads: the next start tries again.
    if (!(error instanceof DomainError) || error.code !== 'storage.full') throw error;
  }
}
