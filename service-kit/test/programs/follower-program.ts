import { BusClient, createLogger, Follower } from '../../src/index';
import { dieAt } from './die-at';
import { MortalStore } from './mortal-store';

const { TYPES } = process.env;
const store = new MortalStore(process.env.DATA_DIR as string);
const applied = store.table<number, number>('applied');
const follower = new Follower({
  name: 'test',
  instance: 'test',
  store,
  bus: new BusClient(process.env.BUS_URL as string),
  logger: createLogger({ name: 'follower', level: 'silent' }),
  ...(TYPES && { types: TYPES.split(',') }),
  apply({ position }) {
    const [last] = applied.getKeys({ reverse: true, limit: 1 });
    void applied.put((last ?? 0) + 1, position);
    dieAt('apply');
  },
});

/** Follows until it has caught up with the log, then prints every position that it applied, in the order it did. */
async function main(): Promise<void> {
  follower.start();
  process.send?.({ name: 'started' });
  // A test that wants it to die goes on publishing until it does.
  do await follower.catchUp({ timeoutMs: 20_000 });
  while (process.env.DIE_AT !== '');
  await follower.stop();
  console.log(JSON.stringify(Array.from(applied.getRange(), ({ value }) => value)));
  await store.stop();
  process.disconnect();
}

void main();
