import { KeptAnswers, type Store } from '../src/index';
import { StoreFolder } from './store-folder';

const DAY_MS = 24 * 60 * 60 * 1000;
const answer = (n: number) => ({ path: `/things/${n}`, tag: '"1"', body: { n } });
let folder: StoreFolder;
let store: Store;
let now: number;

beforeEach(() => {
  now = 1_000_000;
  folder = new StoreFolder();
  store = folder.store;
});
afterEach(() => folder.remove());

const open = (keysMax?: number) => new KeptAnswers({ store, now: () => now, ...(keysMax && { keysMax }) });
const make = (answers: KeptAnswers, n: number) =>
  answers.once({ key: `key ${n}`, fingerprint: 'f' }, async (keep) => {
    await store.transaction(() => keep(answer(n)));
    return answer(n);
  });
const isKept = async (answers: KeptAnswers, n: number) => {
  const missing = new Error('missing');
  try {
    await answers.once({ key: `key ${n}`, fingerprint: 'f' }, () => Promise.reject(missing));
    return true;
  } catch (error) {
    if (error !== missing) throw error;
    return false;
  }
};
const rows = () => ['kept-answers', 'kept-answer-ages'].map((name) => store.table(name).getKeysCount());

it('sweeps what is a day old, as others are added', async () => {
  const answers = open();
  for (let n = 0; n < 8; n += 1) await make(answers, n);
  now += DAY_MS;
  for (let n = 100; n < 103; n += 1) await make(answers, n);
  expect(rows()).toEqual([3, 3]);
  expect(await isKept(open(), 102)).toBe(true);
});

it('keeps at most so many, of which the oldest go first', async () => {
  const answers = open(3);
  for (let n = 0; n < 5; n += 1) {
    now += 1;
    await make(answers, n);
  }
  expect(rows()).toEqual([3, 3]);
  expect(await Promise.all([0, 1, 2, 3, 4].map((n) => isKept(answers, n)))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

it('counts nothing that was undone', async () => {
  const answers = open(3);
  for (let turn = 0; turn < 10; turn += 1) {
    const failing = answers.once({ key: 'undone', fingerprint: 'f' }, (keep) =>
      store.transaction(() => {
        keep(answer(0));
        throw new Error('no room');
      }),
    );
    await expect(failing).rejects.toThrow('no room');
  }
  for (let n = 0; n < 3; n += 1) await make(answers, n);
  expect(rows()).toEqual([3, 3]);
});
