import { LogOrder } from '../src/index';
import { StoreFolder } from './store-folder';

describe('LogOrder', () => {
  let folder: StoreFolder;
  let order: LogOrder;
  beforeEach(() => {
    folder = new StoreFolder();
    order = new LogOrder(folder.store, 'things');
  });
  afterEach(() => folder.remove());

  const put = (id: string, position?: number, isListed = true) =>
    folder.store.transaction(() => order.put({ scope: 's', id, position, isListed }));
  const all = () => order.newest({ scope: 's', limit: 100 });

  it('is that of the log, whatever order things were put in, and what is not in the log yet comes last', async () => {
    await put('own-1');
    await put('third', 30);
    await put('own-2');
    await put('first', 10);
    await put('second', 20);
    expect(all()).toEqual(['own-2', 'own-1', 'third', 'second', 'first']);
    await put('own-2', 15);
    expect(all()).toEqual(['own-1', 'third', 'second', 'own-2', 'first']);
    await put('own-2', 40);
    await put('own-2');
    expect(all()).toEqual(['own-1', 'third', 'second', 'own-2', 'first']);
  });

  it('leaves out what is not listed, which keeps its place', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) await put(id, index + 1);
    await put('b', 9, false);
    expect(all()).toEqual(['d', 'c', 'a']);
    expect(order.newest({ scope: 's', limit: 2, before: 'b' })).toEqual(['a']);
    await put('b', 10);
    expect(all()).toEqual(['d', 'c', 'b', 'a']);
  });

  it('does not confuse what was made here and is gone with what was made after', async () => {
    await put('gone');
    await put('gone', undefined, false);
    await put('own');
    await put('gone', 5, false);
    expect(all()).toEqual(['own']);
    await put('own', 6);
    expect(all()).toEqual(['own']);
  });

  it('pages through everything once, also while things get their positions', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await put(id);
    expect(order.newest({ scope: 's', limit: 2 })).toEqual(['d', 'c']);
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) await put(id, index + 1);
    expect(order.newest({ scope: 's', limit: 2, before: 'c' })).toEqual(['b', 'a']);
    expect(order.newest({ scope: 's', limit: 2, before: 'nobody' })).toBeUndefined();
    expect(order.newest({ scope: 'other', limit: 2 })).toEqual([]);
  });

  it('knows the position of what is in the log, and of nothing else', async () => {
    await put('own');
    await folder.store.transaction(() => order.adopt('s', ['earlier']));
    const positions = () => ['own', 'earlier', 'nobody'].map((id) => order.position('s', id));
    expect(positions()).toEqual([undefined, undefined, undefined]);
    await put('own', 7);
    await put('own', 8);
    expect(positions()).toEqual([7, undefined, undefined]);
  });

  it('puts what an earlier build kept without a place before all others', async () => {
    await put('new', 1);
    await folder.store.transaction(() => order.adopt('s', ['a', 'b', 'new']));
    expect(all()).toEqual(['new', 'b', 'a']);
    await put('a', 7);
    expect(all()).toEqual(['new', 'b', 'a']);
  });
});
