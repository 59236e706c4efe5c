import { writeSync } from 'node:fs';
import { BusClient, createLogger, makeEvent, Outbox } from '../../src/index';
import { dieAt } from './die-at';
import { MortalStore } from './mortal-store';

const ROUNDS = 4;
const AT_ONCE = 5;
const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };

const store = new MortalStore(process.env.DATA_DIR as string);
const bus = new BusClient(process.env.BUS_URL as string);
const counts = store.table<number>('counts');
const outbox = new Outbox({
  store,
  bus: {
    async publish(events, signal) {
      dieAt('before publish');
      const answer = await bus.publish(events, signal);
      dieAt('after publish');
      return answer;
    },
  },
  logger: createLogger({ name: 'outbox', level: 'silent' }),
});

/** Counts one further and tells of it; what is printed was accepted. */
async function accept(): Promise<number> {
  const accepted = await store.named('accept', () => {
    const n = (counts.get('n') ?? 0) + 1;
    void counts.put('n', n);
    const event = makeEvent({ definition, source: '/test', subject: 'n', data: { n }, now: Date.now() });
    return { n, id: event.id, sequence: outbox.add(event) };
  });
  writeSync(1, `${JSON.stringify({ n: accepted.n, id: accepted.id })}\n`);
  return accepted.sequence;
}

async function main(): Promise<void> {
  outbox.start();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sequences = await Promise.all(Array.from({ length: AT_ONCE }, accept));
    for (const sequence of sequences) await outbox.published(sequence, { timeoutMs: 20_000 });
  }
  await outbox.stop();
  await store.stop();
}

void main();
