import { DomainError, type Store } from '@blog/service-kit';
import { LOG_FORMAT } from './log-format';
import type { LogTables } from './log-tables';

/** Gives a new log its id, for good, and the version of its format. */
export async function markNewLog(store: Store, { meta }: LogTables, id: string): Promise<void> {
  await store.transaction(() => {
    void meta.put('log-id', id);
    void meta.put('format', String(LOG_FORMAT));
  });
}

/** Gives a log the version of its format, if it is of a build that wrote none. */
export async function markFormat(store: Store, { meta }: LogTables): Promise<void> {
  if (meta.get('format') !== undefined) return;
  try {
    await store.transaction(() => void meta.put('format', String(LOG_FORMAT)));
  } catch (error) {
    // A full disk is no reason not to serve what is stored: the next start tries again.
    if (!(error instanceof DomainError) || error.code !== 'storage.full') throw error;
  }
}
