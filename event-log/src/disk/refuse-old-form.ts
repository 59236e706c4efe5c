import { DomainError, type Store } from '@blog/service-kit';

/**
 * Before there was a journal, every event was an entry of the table `events`; `blocks` had places of Brotli.
 * @throws DomainError `log.old_form`
 */
export function refuseOldForm(store: Store): void {
  if (!store.tableNames().some((name) => name === 'events' || name === 'blocks')) return;
  const message =
    'The log is in the form of an earlier build, which this one cannot read: delete the data folder.';
  throw new DomainError('log.old_form', message);
}
