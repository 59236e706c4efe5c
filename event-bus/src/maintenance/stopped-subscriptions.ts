import { type DomainError, Store } from '@blog/service-kit';
import type { SubscriptionRecord } from '../domain/subscription';
import { problems } from '../problems';
import { StoredSubscriptions } from '../storage/stored-subscriptions';
import { requireLog } from './require-log';

/** A stored subscription with the number of its parked events. */
export interface StoredSubscription extends SubscriptionRecord {
  readonly parked: number;
}

/**
 * Lists the subscriptions of a stopped bus, by name.
 * @throws DomainError `storage.in_use`, `storage.corrupt`, `log.not_found`
 */
export function listSubscriptions(folder: string): Promise<StoredSubscription[]> {
  return withSubscriptions(folder, { readOnly: true }, async (store) =>
    store.list().map((record) => ({ ...record, parked: store.parkedCount(record.name) })),
  );
}

/**
 * Removes a subscription of a stopped bus, with its parked events.
 * @throws DomainError `subscription.not_found`, `storage.in_use`, `storage.corrupt`, `log.not_found`
 */
export function removeSubscription(folder: string, name: string): Promise<void> {
  return withSubscriptions(folder, { readOnly: false }, async (store) => {
    const names = store.list().map((record) => record.name);
    if (!names.includes(name)) {
      const message = `Expected one of the subscriptions of ${folder}, found no ${name}.`;
      throw problems.error('subscription.not_found', message);
    }
    await store.remove(name);
  });
}

async function withSubscriptions<Result>(
  folder: string,
  { readOnly }: { readOnly: boolean },
  work: (store: StoredSubscriptions) => Promise<Result>,
): Promise<Result> {
  requireLog(folder);
  const store = await open(folder, readOnly);
  try {
    return await work(new StoredSubscriptions(store));
  } finally {
    await store.stop();
  }
}

async function open(folder: string, readOnly: boolean): Promise<Store> {
  try {
    return await Store.open(folder, { readOnly });
  } catch (error) {
    const { code } = error as DomainError;
    if (code !== 'storage.in_use') throw error;
    const message = `Expected a bus that is stopped: one is running on ${folder}; ask its /subscriptions instead.`;
    throw problems.error(code, message);
  }
}
