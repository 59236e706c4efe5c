import { writeSync } from 'node:fs';
import { projection, searchTerms } from '@blog/contracts';
import { search } from '../src/domain/search';
import { queryUnderTest } from './query-under-test';

const POSTS = 1_000;
const COMMENTS = 100_000;
const EVENTS_AT_ONCE = 1_000;
const WORDS =
  'the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we'.split(
    ' ',
  );

let seed = 7;
/** Below `bound`; the same numbers at each run. */
function drawn(bound: number): number {
  seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647;
  return seed % bound;
}
/** As long as comments are: 20 words, one in ten of them rare. */
const text = () =>
  Array.from({ length: 5 + drawn(30) }, () =>
    drawn(10) === 0 ? drawn(2 ** 31).toString(36) : WORDS[drawn(WORDS.length)],
  ).join(' ');

function* events(): Generator<{ type: string; data: object }> {
  for (let index = 0; index < POSTS; index += 1) {
    yield { type: 'PostCreated', data: { id: `post-${index}`, title: text(), version: 1 } };
  }
  for (let index = 0; index < COMMENTS; index += 1) {
    const data = { id: `comment-${index}`, postId: `post-${drawn(POSTS)}`, content: text(), version: 1 };
    yield { type: 'CommentCreated', data: { ...data, status: 'pending' } };
    yield { type: 'CommentUpdated', data: { ...data, status: 'approved' } };
  }
}

it('finds texts among those of 100,000 comments, and says how fast', async () => {
  const service = queryUnderTest();
  await service.start();
  try {
    const { store, made } = service;
    const all = events();
    const time = new Date(0).toISOString();
    let position = 0;
    for (let isDone = false; !isDone; ) {
      await store.transaction(() => {
        for (let count = 0; count < EVENTS_AT_ONCE && !isDone; count += 1) {
          const { value, done } = all.next();
          isDone = done ?? false;
          position += 1;
          const event = { specversion: '1.0', id: `${position}`, source: '/x', time, position, ...value };
          if (!isDone) projection.react(event as never, made.projected);
        }
      });
    }
    const reader = { shares: ['one'], leaving: new AbortController().signal };
    const ports = { readModel: made.readModel, searches: made.searches };
    const lines: string[] = [];
    for (const q of ['the', 'not there', 'thatx', 'zzq', 'word you 1a', 'th']) {
      const msOfRuns: number[] = [];
      let found = 0;
      for (let run = 0; run < 15; run += 1) {
        const before = process.cpuUsage();
        found = (await search({ terms: searchTerms(q), limit: 20, reader }, ports)).items.length;
        const { user, system } = process.cpuUsage(before);
        msOfRuns.push((user + system) / 1_000);
      }
      msOfRuns.sort((a, b) => a - b);
      lines.push(
        `${q}: ${found} found, median ${msOfRuns[7]?.toFixed(1)} ms of CPU time, worst ${msOfRuns.at(-1)?.toFixed(1)}`,
      );
      if (q === 'the') expect(found).toBe(20);
      if (q === 'thatx') expect(found).toBeLessThan(20);
    }
    writeSync(1, `search in ${COMMENTS} comments:\n  ${lines.join('\n  ')}\n`);
  } finally {
    await service.end();
  }
}, 300_000);
