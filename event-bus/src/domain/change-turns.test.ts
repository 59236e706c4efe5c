import { ChangeTurns } from './change-turns';

describe('ChangeTurns', () => {
  const made: string[] = [];
  let turns: ChangeTurns;
  let finish: () => void;
  let first: Promise<void>;
  const signal = new AbortController().signal;
  const take = (
    name: string,
    { address = 'here', ...options }: Partial<Parameters<ChangeTurns['take']>[0]> = {},
  ) =>
    turns.take({ address, signal, ...options }, async () => {
      made.push(name);
    });
  const codeOf = (change: Promise<unknown>) =>
    change.then(
      () => 'made',
      ({ code }: { code: string }) => code,
    );

  beforeEach(() => {
    made.length = 0;
    turns = new ChangeTurns({ waitingMax: 3, restMsMax: 0 });
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    first = turns.take({ address: 'there', signal }, () => finished);
  });

  it('makes one change at a time, also after one that failed', async () => {
    const failed = turns.take({ address: 'here', signal }, () => Promise.reject(new Error('no')));
    const next = take('next');
    failed.catch(() => {});
    expect(made).toEqual([]);
    finish();
    await expect(failed).rejects.toThrow('no');
    await next;
    expect(made).toEqual(['next']);
  });

  it('lets one go at once whose client has gone, and gives its place to others', async () => {
    for (let n = 0; n < 10; n += 1) {
      const client = new AbortController();
      const left = codeOf(take('left', { signal: client.signal }));
      client.abort();
      expect(await left).toBe('request.aborted');
    }
    expect(await codeOf(take('gone', { signal: AbortSignal.abort() }))).toBe('request.aborted');
    const stayed = ['a', 'b', 'c'].map((name) => take(name));
    finish();
    await Promise.all([first, ...stayed]);
    expect(made).toEqual(['a', 'b', 'c']);
  });

  it('refuses one more than may wait, unless another address has more', async () => {
    const waiting = ['a', 'b', 'c'].map((name) => codeOf(take(name)));
    expect(await codeOf(take('d'))).toBe('type.too_many_changes');
    const other = codeOf(take('other', { address: 'elsewhere' }));
    expect(await waiting[2]).toBe('type.too_many_changes');
    finish();
    expect(await Promise.all([...waiting, other])).toEqual(['made', 'made', 'type.too_many_changes', 'made']);
  });

  it('makes only the latest of those that wait with one subject, in the place of the first', async () => {
    const same = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => codeOf(take(name, { subject: 'A' })));
    const other = take('b', { subject: 'B' });
    const latest = take('a6', { subject: 'A' });
    finish();
    expect(new Set(await Promise.all(same))).toEqual(new Set(['type.superseded']));
    await Promise.all([other, latest]);
    expect(made).toEqual(['a6', 'b']);
  });

  it('lets addresses take turns', async () => {
    turns = new ChangeTurns({ waitingMax: 4, restMsMax: 0 });
    const all: Promise<void>[] = [];
    const begun = turns.take({ address: 'here', signal }, async () => {
      all.push(
        take('a1'),
        take('a2'),
        take('b1', { address: 'elsewhere' }),
        take('b2', { address: 'elsewhere' }),
      );
    });
    await begun;
    await Promise.all(all);
    expect(made).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('lets one of a new address wait for one change of each other address', async () => {
    turns = new ChangeTurns({ waitingMax: 4, restMsMax: 0 });
    let late = Promise.resolve();
    const all = [
      turns.take({ address: 'here', signal }, async () => {
        late = take('new', { address: 'elsewhere' });
      }),
      ...['a1', 'a2', 'a3'].map((name) => take(name)),
    ];
    await Promise.all(all);
    await late;
    expect(made).toEqual(['a1', 'new', 'a2', 'a3']);
  });
});
