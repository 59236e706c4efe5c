import type { Store } from '@blog/service-kit';
import { problems } from '../problems';
import { META_TABLE, openMeta } from './log-tables';

/**
 * The version of what a log has in its folder. It counts up when the files or tables change so that a build from before
 * could not read them, or would read them wrongly.
 */
export const LOG_FORMAT = 1;

/** Before there was a journal, every event was an entry of the table `events`; `blocks` had places of Brotli. */
const OLD_TABLES: ReadonlySet<string> = new Set(['events', 'blocks']);

/**
 * Refuses a log in a form that this build cannot read, before anything of it is opened. One without a version is of a
 * build that wrote none: version 1.
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
