import { randomUUID } from 'node:crypto';
import { Store } from '@blog/service-kit';
import { parseCloudEvent } from '../../src/domain/cloud-event';
import { LmdbEventLog } from '../../src/storage/lmdb-event-log';

const newEvent = () =>
  parseCloudEvent({
    specversion: '1.0',
    id: randomUUID(),
    source: '/test',
    type: 'Tested',
    data: { text: 'x'.repeat(500) },
  });

/** Appends to a log, as fast as it can, until it hears anything; says how far it has come. */
async function main(): Promise<void> {
  const store = await Store.open(process.env.DATA_DIR as string);
  const log = await LmdbEventLog.open({ store, queueBytesMax: 1e8 });
  let isStopped = false;
  process.once('message', () => {
    isStopped = true;
  });
  while (!isStopped) {
    await log.append(Array.from({ length: 20 }, newEvent));
    process.send?.({ name: 'appended', head: log.head });
  }
  await log.stop();
  await store.stop();
  process.disconnect();
}

void main();
