import type { CloudEvent } from './cloud-event';
import type { Outbox } from './outbox';
import type { Store } from './store';
import type { Written } from './written';

/**
 * Runs `write` as one transaction, in which the event that it returns goes into the outbox. Resolves once both are on disk, after
 * waiting up to PUBLISH_WAIT_MS for the bus to have the event.
 * @throws what `write` throws, and then nothing was written
 */
export async function writeAndTell<Thing>(
  { store, outbox }: { store: Pick<Store, 'transaction'>; outbox: Pick<Outbox, 'add' | 'published'> },
  write: () => { thing: Thing; event?: CloudEvent | undefined },
): Promise<Written<Thing>> {
  const { thing, sequence } = await store.transaction(() => {
    const { thing, event } = write();
    return { thing, sequence: event && outbox.add(event) };
  });
  const publication = sequence === undefined ? undefined : await outbox.published(sequence);
  return { thing, position: publication?.position };
}
