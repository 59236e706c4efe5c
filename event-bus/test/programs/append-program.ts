import { randomUUID } from 'node:crypto';
import { DiskEventLog } from '@blog/event-log/disk';
import { Store } from '@blog/service-kit';
import { parseCloudEvent } from '../../src/wire/cloud-event';

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
  const folder = process.env.DATA_DIR as string;
  const store = await Store.open(folder);
  const log = await DiskEventLog.open({ folder, store, queueBytesMax: 1e8, sealBytes: 50_000 });
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
