import { ByteBudget } from '@blog/service-kit';
import { DeliveryTurns } from './delivery-turns';

const MIB = 1024 * 1024;
const never = new AbortController().signal;

/** Asks for turns, and tells which were given so far. */
function asker(turns: DeliveryTurns) {
  const given: string[] = [];
  const ask = (name: string, isPrompt: boolean, signal: AbortSignal = never) => {
    const turn = turns.take({ isPrompt, bytes: MIB }, signal);
    void turn.then((got) => got && given.push(name));
    return turn;
  };
  return { given, ask };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('gives so many places and no more, and the next one to who came first', async () => {
  const { given, ask } = asker(new DeliveryTurns({ deliveriesMax: 2, budget: new ByteBudget(100 * MIB) }));
  const first = await ask('a', true);
  for (const name of ['b', 'c', 'd']) void ask(name, true);
  await settled();
  expect(given).toEqual(['a', 'b']);
  first?.release();
  first?.release();
  await settled();
  expect(given).toEqual(['a', 'b', 'c']);
});

it('gives half of the places to all that are slow, however many they are', async () => {
  const { given, ask } = asker(new DeliveryTurns({ deliveriesMax: 4, budget: new ByteBudget(100 * MIB) }));
  for (let n = 0; n < 100; n += 1) void ask('slow', false);
  void ask('prompt', true);
  void ask('prompt', true);
  await settled();
  expect(given.toSorted()).toEqual(['prompt', 'prompt', 'slow', 'slow']);
});

it('gives the slow their turn, however many are prompt', async () => {
  const { given, ask } = asker(new DeliveryTurns({ deliveriesMax: 1, budget: new ByteBudget(100 * MIB) }));
  const first = await ask('a', true);
  void ask('b', false);
  void ask('c', true);
  first?.release();
  await settled();
  expect(given).toEqual(['a', 'b']);
});

it('waits for room too, and keeps no place and no room for who has left', async () => {
  const budget = new ByteBudget(4 * MIB);
  const { given, ask } = asker(new DeliveryTurns({ deliveriesMax: 3, budget }));
  const first = await ask('a', true);
  await ask('b', true);
  const leaving = new AbortController();
  const left = [ask('c', true, leaving.signal), ask('d', true, leaving.signal)];
  await settled();
  expect(given).toEqual(['a', 'b']);
  leaving.abort();
  expect(await Promise.all(left)).toEqual([undefined, undefined]);
  first?.release();
  await ask('e', true);
  expect(given).toEqual(['a', 'b', 'e']);
  expect(budget.usedBytes).toBe(2 * MIB);
});
