import type { DomainError } from '@blog/service-kit';
import { problems } from './problems';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Maps a failed write to one of the log's files: `storage.full` is temporary, `storage.failed` is final. */
export function diskError(cause: unknown): DomainError {
  if (FULL.has((cause as NodeJS.ErrnoException).code ?? '')) {
    return problems.error('storage.full', 'The disk is full; nothing was changed.', {}, { cause });
  }
  return problems.error('storage.failed', 'The log could not be written to disk.', {}, { cause });
}

/** The folder lock only covers this host: never overwrite what a process on another host has stored. */
export function takenOver(): DomainError {
  return problems.error(
    'storage.in_use',
    'Another process writes to this log: there must be one bus on a folder.',
  );
}

/** Whether this process must stop writing: the disk's content is unknown, or another process owns it. */
export function isFinalDiskError(error: unknown): boolean {
  const { code } = error as DomainError;
  return code === 'storage.failed' || code === 'storage.in_use';
}
