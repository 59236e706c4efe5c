import { ScanTurns } from './scan-turns';

const { signal } = new AbortController();

/** Reads as much as it can, as a scan of a long history does, until it is told to stop. */
function scan(turns: ScanTurns, options: { busyMs: number; isOver: () => boolean; signal?: AbortSignal }) {
  let reads = 0;
  const reader = { lane: 'others' as const, signal: options.signal ?? signal };
  const ended = (async () => {
    while (!options.isOver()) {
      await turns.take(reader, async () => {
        const endMs = performance.now() + options.busyMs;
        while (performance.now() < endMs);
        reads += 1;
      });
    }
  })();
  return { ended, reads: () => reads };
}

it('lets everything else have its turn, however many scans there are, and none of them waits for another to end', async () => {
  const turns = new ScanTurns();
  let isOver = false;
  const scans = Array.from({ length: 50 }, () => scan(turns, { busyMs: 0.2, isOver: () => isOver }));
  const readsIn = () => scans.reduce((sum, { reads }) => sum + reads(), 0);
  let readsInTurnMax = 0;
  while (scans.some(({ reads }) => reads() < 3)) {
    const before = readsIn();
    await new Promise(setImmediate);
    readsInTurnMax = Math.max(readsInTurnMax, readsIn() - before);
  }
  isOver = true;
  await Promise.all(scans.map(({ ended }) => ended));
  // A turn has room for five reads of this length, and not for one of each scan.
  expect(readsInTurnMax).toBeLessThan(scans.length);
  const counts = scans.map(({ reads }) => reads());
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});

it('lets a known follower read after one block of another, however many wait', async () => {
  const turns = new ScanTurns();
  const order: string[] = [];
  const others = Array.from({ length: 20 }, () =>
    turns.take({ lane: 'others', signal }, async () => void order.push('other')),
  );
  await turns.take({ lane: 'known', signal }, async () => void order.push('known'));
  await Promise.all(others);
  expect(order.indexOf('known')).toBeLessThanOrEqual(2);
});

it('reads nothing for a reader that has gone meanwhile', async () => {
  const turns = new ScanTurns();
  const gone = new AbortController();
  const first = turns.take({ lane: 'others', signal }, async () => gone.abort());
  const second = turns.take({ lane: 'others', signal: gone.signal }, async () => 'read');
  await first;
  expect(await second).toBeUndefined();
  expect(await turns.take({ lane: 'others', signal }, async () => 'read')).toBe('read');
});

it('does not let readers wait for reads that their engine does not answer', async () => {
  const turns = new ScanTurns();
  const answers: (() => void)[] = [];
  const unanswered = Array.from({ length: 3 }, () =>
    turns.take({ lane: 'others', signal }, () => new Promise<void>((answer) => answers.push(answer))),
  );
  expect(await turns.take({ lane: 'others', signal }, async () => 'read')).toBe('read');
  expect(answers).toHaveLength(3);
  for (const answer of answers) answer();
  await Promise.all(unanswered);
  expect(await turns.take({ lane: 'others', signal }, async () => 'read')).toBe('read');
});
