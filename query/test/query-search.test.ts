import { matchesTerms, projection, searchTerms } from '@blog/contracts';
import fc from 'fast-check';
import request from 'supertest';
import { nextLink } from '../../service-kit/test/next-link';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { SearchQueue } from '../src/domain/search-queue';
import { ensureIndexed } from '../src/storage/indexed-tables';
import { PublishBlog } from './publish-blog';
import { queryUnderTest, SEARCHES_MAX } from './query-under-test';

interface Hit {
  readonly position: number;
  readonly post: { readonly id: string; readonly title: string };
  readonly comment?: { readonly id: string; readonly content: string };
}

let service: ReturnType<typeof queryUnderTest>;
let blog: PublishBlog;
const get = (query: string) => request(service.server).get(`/search?${query}`);

beforeEach(async () => {
  service = queryUnderTest();
  blog = new PublishBlog(service.bus);
  await service.start();
});
afterEach(() => service.end());

/** All pages of a search. */
async function hitsOf(q: string, limit = 100): Promise<Hit[]> {
  await service.caughtUp();
  const hits: Hit[] = [];
  let path: string | undefined = `/search?q=${encodeURIComponent(q)}&limit=${limit}`;
  while (path !== undefined) {
    const response: request.Response = await request(service.server).get(path);
    expect(response.status).toBe(200);
    hits.push(...response.body);
    path = nextLink('/search', response);
  }
  return hits;
}
const namesOf = (hits: readonly Hit[]) => hits.map(({ post, comment }) => comment?.id ?? post.id);

it('finds posts by title and comments by text, newest first, whatever case and accents', async () => {
  await blog.createPost('p1', 'On Cafés');
  await blog.createComment('p1', 'c1', 'The café is closed');
  await blog.createComment('p1', 'c2', 'Tea only');
  await service.caughtUp();
  const { status, body, headers } = await get('q=CAFE');
  expect([status, headers['event-position']]).toEqual([200, '3']);
  expect(body).toMatchObject([
    { position: 2, post: { id: 'p1', title: 'On Cafés' }, comment: { id: 'c1', status: 'pending' } },
    { position: 1, post: { id: 'p1', title: 'On Cafés' } },
  ]);
  expect(body[1]).not.toHaveProperty('comment');
  expect(body[0].comment).not.toHaveProperty('deleted');
});

it('finds what holds every word, in whatever order', async () => {
  await blog.createPost('p1', 'apples and pears');
  await blog.createPost('p2', 'apples and plums');
  expect(namesOf(await hitsOf('pear  APPLES'))).toEqual(['p1']);
});

it('follows edits, decisions and deletions', async () => {
  await blog.createPost('p1', 'A title');
  await blog.createComment('p1', 'c1', 'before');
  await blog.createComment('p1', 'c2', 'before, too');
  expect(namesOf(await hitsOf('before'))).toEqual(['c2', 'c1']);
  await blog.editComment('p1', 'c1', 'after', 2);
  await blog.updateComment('p1', 'c2', 'rejected', 1, 'before, too');
  expect(await hitsOf('before')).toEqual([]);
  expect(namesOf(await hitsOf('after'))).toEqual(['c1']);
  await blog.updatePost('p1', 'Another title', 2);
  expect(namesOf(await hitsOf('another'))).toEqual(['p1']);
  await blog.deleteComment('p1', 'c1', 3);
  expect(await hitsOf('after')).toEqual([]);
  await blog.updateComment('p1', 'c2', 'approved', 1, 'before, too');
  expect(namesOf(await hitsOf('before'))).toEqual(['c2']);
  await blog.deletePost('p1', 3);
  expect([...(await hitsOf('before')), ...(await hitsOf('title'))]).toEqual([]);
});

it('finds a comment that came before its post once the post is there', async () => {
  await blog.createComment('p1', 'c1', 'early');
  expect(await hitsOf('early')).toEqual([]);
  await blog.createPost('p1');
  expect(namesOf(await hitsOf('early'))).toEqual(['c1']);
});

it('finds old texts too, page by page, and what changed long after it was written', async () => {
  await blog.createPost('p1', 'numbers');
  for (let index = 0; index < 600; index += 1) await blog.createComment('p1', `c${index}`, `number ${index}`);
  expect(namesOf(await hitsOf('number', 7))).toHaveLength(601);
  await blog.editComment('p1', 'c3', 'renumbered', 2);
  await blog.deleteComment('p1', 'c4', 2);
  await blog.updateComment('p1', 'c5', 'rejected', 1, 'number 5');
  await blog.updateComment('p1', 'c5', 'approved', 1, 'number 5');
  expect(namesOf(await hitsOf('renumbered'))).toEqual(['c3']);
  const names = namesOf(await hitsOf('number', 50));
  expect(new Set(names).size).toBe(names.length);
  expect(names.slice(-5)).toEqual(['c5', 'c3', 'c2', 'c1', 'c0'].concat('p1').slice(1));
});

it.each([
  '',
  'q=',
  'q=a',
  'q=%C3%A9',
  'q=ab&limit=0',
  `q=${'a'.repeat(101)}`,
  'q=ab&limit=101',
  'q=ab&x=1',
  'q=ab&q=cd',
])('refuses %s', async (query) => {
  const { status, body } = await get(query);
  expect([status, body.code]).toEqual([400, 'request.invalid']);
});

it('finds nothing by what nobody can see', async () => {
  await blog.createPost('p1', 'A title');
  expect(await hitsOf(' \u00ad ')).toEqual([]);
});

it('waits for what the reader has written', async () => {
  const stored = await blog.createPost('p1', 'just written');
  const { body } = await get(`q=just&after-position=${stored.position}`);
  expect(body).toHaveLength(1);
});

it('fills the index of a folder that has none, and finds the same as before', async () => {
  await blog.createPost('p1', 'numbers');
  for (let index = 0; index < 400; index += 1) await blog.createComment('p1', `c${index}`, `number ${index}`);
  await blog.updateComment('p1', 'c7', 'rejected', 1, 'number 7');
  await blog.deleteComment('p1', 'c8', 2);
  await blog.deletePost('p2', 2);
  const before = await hitsOf('number', 30);
  const { store, made } = service;
  await store.transaction(() => made.index.clear());
  expect(await hitsOf('number')).toEqual([]);
  await made.prepare();
  expect(await hitsOf('number', 30)).toEqual(before);
  await blog.createComment('p1', 'later', 'number later');
  expect(namesOf(await hitsOf('number'))).toEqual(['later', ...namesOf(before)]);
});

describe('after a build without an index went on with the folder', () => {
  const build = { indexes: true };
  const startAs = async (indexes: boolean) => {
    build.indexes = indexes;
    await service.stop();
    await service.start();
    await service.caughtUp();
  };

  beforeEach(async () => {
    build.indexes = true;
    await service.end();
    service = queryUnderTest(undefined, build);
    blog = new PublishBlog(service.bus);
    await service.start();
    await blog.createPost('p1', 'A title');
    await blog.createComment('p1', 'c1', 'first text');
    await blog.createComment('p1', 'c2', 'second text');
    expect(namesOf(await hitsOf('text'))).toEqual(['c2', 'c1']);
    await startAs(false);
  });

  it('finds what was written meanwhile, and not what was edited or deleted', async () => {
    await blog.editComment('p1', 'c1', 'other words', 2);
    await blog.deleteComment('p1', 'c2', 2);
    await blog.createComment('p1', 'c3', 'third text');
    await service.caughtUp();
    await startAs(true);
    expect(namesOf(await hitsOf('text'))).toEqual(['c3']);
    expect(namesOf(await hitsOf('words'))).toEqual(['c1']);
  });

  it('leaves out what is gone, even where the index still has it', async () => {
    await blog.deleteComment('p1', 'c2', 2);
    expect(namesOf(await hitsOf('text'))).toEqual(['c1']);
  });

  it('finds what was set aside before and retried meanwhile', async () => {
    await startAs(true);
    const { position } = await service.bus.append({
      type: 'CommentCreated',
      data: { id: 'c4', postId: 'p1' },
    });
    await service.caughtUp();
    expect(service.made.follower.setAside.count).toBe(1);
    const clear = jest.spyOn(service.made.index, 'clear');
    await service.made.prepare();
    expect(clear).not.toHaveBeenCalled();
    await startAs(false);
    const { follower, projected } = service.made;
    await follower.setAside.settle(position, () => {
      const data = { id: 'c4', postId: 'p1', content: 'late text', status: 'pending', version: 1 };
      projection.react({ ...service.bus.events[position - 1], data } as never, projected);
      return undefined;
    });
    await startAs(true);
    expect(namesOf(await hitsOf('late'))).toEqual(['c4']);
  });
});

it('keeps an index that is as far as the tables', async () => {
  await blog.createPost('p1', 'A title');
  await service.bus.append({ type: 'CommentModerated', data: {} });
  await service.caughtUp();
  await service.stop();
  await service.start();
  expect(service.made.index.isCurrent(service.made.progress())).toBe(true);
  const clear = jest.spyOn(service.made.index, 'clear');
  await service.made.prepare();
  expect(clear).not.toHaveBeenCalled();
});

describe('filling the index of a folder with many texts', () => {
  const COMMENTS = 3_000;
  const content = 'some words that are looked for';

  beforeEach(async () => {
    await service.store.transaction(() => {
      const at = { specversion: '1.0', source: '/x', time: new Date(0).toISOString() };
      const project = (position: number, type: string, data: object) =>
        projection.react({ ...at, id: `${position}`, position, type, data } as never, service.made.projected);
      project(1, 'PostCreated', { id: 'p0', title: 'A title', version: 1 });
      for (let position = 2; position < COMMENTS + 2; position += 1) {
        // No order of posts is that of places.
        const data = {
          id: `c${position}`,
          postId: `p${position % 7}`,
          content,
          status: 'pending',
          version: 1,
        };
        project(position, 'CommentCreated', data);
      }
    });
  });

  const everything = () => {
    const { found } = service.made.index.search({
      terms: ['words'],
      before: Number.MAX_SAFE_INTEGER,
      limit: COMMENTS,
      bytesMax: Number.MAX_SAFE_INTEGER,
    });
    return found;
  };

  it('reads and writes a bounded number of texts at once', async () => {
    const { store, made } = service;
    const before = everything();
    expect(before).toHaveLength(COMMENTS);
    let entries = 0;
    let most = 0;
    function* counted<Entry>(range: Iterable<Entry>) {
      for (const entry of range) {
        entries += 1;
        yield entry;
      }
    }
    const counting = (table: object) =>
      new Proxy(table, {
        get(target, name) {
          const value = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          const isRange = name === 'getRange' || name === 'getKeys';
          return (...options: unknown[]) => {
            const result = value.apply(target, options);
            return isRange ? counted(result) : result;
          };
        },
      });
    const tables = { ...made.tables, comments: counting(made.tables.comments) } as never;
    const watched = {
      async transaction<Result>(work: () => Result) {
        most = Math.max(most, entries);
        entries = 0;
        return store.transaction(work);
      },
    };
    await store.transaction(() => made.index.clear());
    await ensureIndexed({ store: watched, tables, index: made.index, progress: made.progress() });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(1_000);
    expect(everything()).toEqual(before);
  });

  it('begins again if it was cut off, wherever that was', async () => {
    const { store, made } = service;
    const before = everything();
    const progress = made.progress();
    await store.transaction(() => made.index.clear());
    let isCutOff = true;
    let transactions = 0;
    for (; isCutOff; transactions += 1) {
      let left = transactions;
      const cutOff = {
        async transaction<Result>(work: () => Result) {
          if (left === 0) throw new Error('killed');
          left -= 1;
          return store.transaction(work);
        },
      };
      const { tables, index } = made;
      isCutOff = await ensureIndexed({ store: cutOff, tables, index, progress }).then(
        () => false,
        () => true,
      );
      expect(index.isCurrent(progress)).toBe(!isCutOff);
    }
    expect(transactions).toBeGreaterThan(5);
    expect(everything()).toEqual(before);
  });
});

it('runs one search at a time, lets some wait, and refuses more than that', async () => {
  const queue = new SearchQueue({ searchesMax: SEARCHES_MAX });
  const leaving = new AbortController().signal;
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const begin = (address: string) =>
    queue
      .run({ shares: [address], leaving }, async () => {
        order.push(address);
        await new Promise<void>((resolve) => ends.push(resolve));
        return 'done';
      })
      .catch((error: { code: string }) => error.code);
  const searches = ['a', 'a', 'a'].map(begin);
  const other = begin('b');
  expect(await searches[2]).toBe('query.too_many_searches');
  const greedy = begin('a');
  expect(await greedy).toBe('query.too_many_searches');
  expect(order).toEqual(['a']);
  ends.shift()?.();
  expect(await searches[0]).toBe('done');
  expect(order).toEqual(['a', 'a']);
  ends.shift()?.();
  await searches[1];
  ends.shift()?.();
  expect(await other).toBe('done');
  expect(order).toEqual(['a', 'a', 'b']);
});

const letters = fc.string({
  unit: fc.constantFrom('a', 'b', 'Á', 'ß', ' ', '\u00ff', '😀'),
  minLength: 1,
  maxLength: 6,
});
const anyEvent = fc
  .record({
    type: fc.constantFrom(
      'PostCreated',
      'PostUpdated',
      'PostDeleted',
      'CommentCreated',
      'CommentEdited',
      'CommentDeleted',
      'CommentUpdated',
    ),
    post: fc.constantFrom('p1', 'p2'),
    comment: fc.integer({ min: 1, max: 40 }).map((number) => `c${number}`),
    version: fc.integer({ min: 1, max: 4 }),
    status: fc.constantFrom('approved', 'rejected'),
    text: letters,
  })
  .map(({ type, post, comment, version, status, text }) => {
    if (type.startsWith('Post')) return { type, data: { id: post, title: text, version } };
    const its = /Created|Edited/.test(type) ? 'pending' : status;
    return { type, data: { id: comment, postId: post, content: text, status: its, version } };
  });

it('finds just what a plain look through everything finds, whatever has happened', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { minLength: 1, maxLength: 300 }),
      fc.array(letters, { maxLength: 5 }),
      async (events, queries) => {
        await service.end();
        service = queryUnderTest();
        await service.start();
        for (const event of events) await service.bus.append(event);
        await service.caughtUp();
        const { body: posts } = await request(service.server).get('/posts');
        for (const q of [...queries, 'aa', 'ss', 'a b']) {
          const terms = searchTerms(q);
          if ([...q].length < 2) continue;
          const expected: number[] = [];
          for (const { position, title, comments } of posts) {
            if (matchesTerms(title, terms)) expected.push(position);
            for (const { status, content, postId, id } of comments) {
              const [place] = [service.made.tables.commentPlaces.get([postId, id])];
              if (status !== 'rejected' && matchesTerms(content, terms)) expected.push(place as number);
            }
          }
          const found = (await hitsOf(q, 3)).map(({ position }) => position);
          expect(found).toEqual(expected.sort((a, b) => b - a));
        }
      },
    ),
    { numRuns: propertyRuns(40) },
  );
});
