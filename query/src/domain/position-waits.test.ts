import { PositionWaits } from './position-waits';

it('gives one address the place of another that has more, and says so to who loses it', async () => {
  const follower = {
    checkpoint: 0,
    epoch: undefined,
    catchUp: async () => 'behind' as const,
    applied: (_position: number, { signal }: { signal?: AbortSignal }) =>
      new Promise<boolean>((resolve) => signal?.addEventListener('abort', () => resolve(false))),
  };
  const waits = new PositionWaits({ follower, waitMs: 600_000, waitsMax: 3 });
  const leaving = new AbortController();
  const wait = (address: string) =>
    waits.wait({ position: 1, shares: [address], leaving: leaving.signal }).then(
      () => 'applied',
      (error) => error.code,
    );
  const greedy = ['1', '1', '1'].map(wait);
  const honest = wait('2');
  expect(await greedy.at(-1)).toBe('query.too_many_waits');
  expect(await wait('1')).toBe('query.too_many_waits');
  expect(waits.count).toBe(3);
  leaving.abort();
  expect(await honest).toBe('query.position_not_applied');
});
