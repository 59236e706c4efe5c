import type { Store } from '@blog/service-kit';
import { problems } from '../problems';
import { META_TABLE, openMeta } from './log-tables';

/**
 * Version of a log's files and tables. Increase it with every change that an earlier build cannot read, or would read wrongly.
 */
export const LOG_FORMAT = 1;

/** Tables from before the journal: `events` held every event, `blocks` the locations of Brotli blocks. */
const OLD_TABLES: ReadonlySet<string> = new Set(['events', 'blocks']);

/**
 * Refuses a log in a format that this build cannot read, before opening any part of it. A log without a version is version 1:
 * earlier builds wrote none.
 * @throws DomainError `log.old_form`, `log.newer_form`
 * @throws DomainError `storage.corrupt`
 */
export function requireKnownFormat(store: Store): void {
  const names = store.tableNames();
  if (names.some((name) => OLD_TABLES.has(name))) {
    const message =
      'The log is in the form of an earlier build, which this one cannot read: delete the data folder, or start the build that made it.';
    throw problems.error('log.old_form', message);
  }
  const format = names.includes(META_TABLE) ? openMeta(store).get('format') : undefined;
  if (format === undefined || Number(format) <= LOG_FORMAT) return;
  const message =
    `Expected a log in format ${LOG_FORMAT} or earlier, found ${format}: it was written by a newer build; ` +
    'start that one, or restore a backup that an earlier one made.';
  throw problems.error('log.newer_form', message);
}
