import type { DomainError } from '@blog/service-kit';
import { problems } from './problems';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What a failed write to one of the log's own files means: `storage.full`, which passes, or `storage.failed`. */
export function diskError(cause: unknown): DomainError {
  if (FULL.has((cause as NodeJS.ErrnoException).code ?? '')) {
    return problems.error('storage.full', 'The disk is full; nothing was changed.', {}, { cause });
  }
  return problems.error('storage.failed', 'The log could not be written to disk.', {}, { cause });
}

/** A folder lock reaches no further than this host: what another process stored must not be written over. */
export function takenOver(): DomainError {
  return problems.error(
    'storage.in_use',
    'Another process writes to this log: there must be one bus on a folder.',
  );
}

/** Whether what is on the disk is unknown after this error, or not ours any more: nothing more may be written. */
export function isFinalDiskError(error: unknown): boolean {
  const { code } = error as DomainError;
  return code === 'storage.failed' || code === 'storage.in_use';
}
