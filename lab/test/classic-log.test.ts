import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoggedEvent, LogPlace } from '../src/domain/account/account-sources';
import type { PartState } from '../src/domain/lab-state';
import { classicAccountSources } from '../src/network/classic-account-sources';

const SETTLE_MS = 3_000;
const created = (id: string) => ({ type: 'PostCreated', data: { id, title: `Post ü ${id}` } });

let server: Server;
let answers: Record<string, unknown>;
let asked: string[];
beforeEach(async () => {
  answers = { '/events': [] };
  asked = [];
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = Buffer.from(JSON.stringify(answers[url] ?? null));
    response.writeHead(url in answers ? 200 : 500, { 'content-length': body.length }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The sources of a system whose parts have been running for long, and a clock that advances only on request or while waiting. */
function sourcesUnderTest() {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const { port } = server.address() as AddressInfo;
  const parts = new Map<string, { state: PartState; since: string }>();
  const long = { state: 'running' as const, since: '2025-01-01T00:00:00Z' };
  const { log, services } = classicAccountSources({
    urlOf: () => `http://127.0.0.1:${port}`,
    stateOf: (name) => parts.get(name) ?? long,
    nowMs: () => nowMs,
    pause: async (ms) => {
      nowMs += ms;
    },
  });
  const heard: (LogPlace | LoggedEvent)[] = [];
  const { signal } = new AbortController();
  const set = (name: string, state: PartState) => {
    parts.set(name, { state, since: new Date(nowMs).toISOString() });
  };
  /** Reads the log once, and returns what was reported. */
  const read = async () => {
    heard.length = 0;
    const head = await log.head(signal);
    return { head, heard: [...heard] };
  };
  const wait = (ms: number) => {
    nowMs += ms;
  };
  const sink = {
    began: (place: LogPlace) => heard.push(place),
    event: (one: LoggedEvent) => heard.push(one),
  };
  return { log, services, signal, sink, read, wait, set };
}
type Sources = ReturnType<typeof sourcesUnderTest>;

/** Sources whose log is being read from its beginning. */
async function reading(): Promise<Sources> {
  const sources = sourcesUnderTest();
  const { log, sink, signal } = sources;
  answers['/events'] = null;
  await log.follow(undefined, sink, signal);
  answers['/events'] = [];
  return sources;
}
const event = (position: number, id: string) => ({
  position,
  event: expect.objectContaining({ type: 'PostCreated', data: { id, title: `Post ü ${id}`, version: 1 } }),
});

describe('the log of a classic bus', () => {
  it('is told from its beginning, each event once, at positions without a gap', async () => {
    const { read } = await reading();
    expect(await read()).toEqual({ head: { epoch: '1', position: 0 }, heard: [] });
    answers['/events'] = [created('a'), created('b')];
    const first = await read();
    expect(first.heard).toEqual([event(1, 'a'), event(2, 'b')]);
    answers['/events'] = [created('a'), created('b'), { type: 'Unknown' }, created('d')];
    const second = await read();
    expect(second.heard).toEqual([{ position: 3, event: undefined }, event(4, 'd')]);
    expect((await read()).heard).toEqual([]);
    answers['/events'] = [created('a'), created('b'), { type: 'Unknown' }, created('d'), created('c')];
    expect(await read()).toEqual({ head: { epoch: '1', position: 5 }, heard: [event(5, 'c')] });
  });

  it.each([
    ['nothing', []],
    ['fewer events', [created('x')]],
    ['more events', [created('x'), created('y'), created('z')]],
  ])('is another log, from its beginning, once a restarted bus has %s', async (_what, events) => {
    const { read } = await reading();
    answers['/events'] = [created('a'), created('b')];
    await read();
    answers['/events'] = events;
    const { head, heard } = await read();
    expect(head).toEqual({ epoch: '2', position: events.length });
    expect(heard[0]).toEqual({ epoch: '2', position: 0 });
    expect(heard.slice(1)).toEqual(events.map(({ data }, index) => event(index + 1, data.id)));
  });

  it('cannot be read while the bus does not answer, or with something else', async () => {
    const { read } = await reading();
    answers['/events'] = [created('a')];
    await read();
    for (const answer of [null, { a: 1 }, 'text', [1]]) {
      answers['/events'] = answer;
      expect(await read()).toEqual({ head: undefined, heard: [] });
    }
    delete answers['/events'];
    expect((await read()).head).toBeUndefined();
    answers['/events'] = [created('a')];
    expect((await read()).head).toEqual({ epoch: '1', position: 1 });
  });

  it('has what it has of a post or comment, however long ago, unless it is another log by now', async () => {
    const { log, read, signal } = await reading();
    answers['/events'] = [created('a'), { type: 'Unknown' }, created('b'), created('a')];
    const { head } = await read();
    const eventsOf = (id: string) => log.eventsOf({ kind: 'post', id }, head as LogPlace, signal);
    expect(await eventsOf('a')).toEqual([event(1, 'a'), event(4, 'a')]);
    expect(await eventsOf('c')).toEqual([]);
    answers['/events'] = [created('x'), created('y'), created('a'), created('z'), created('z')];
    expect(await eventsOf('a')).toBeUndefined();
    await read();
    expect(await eventsOf('a')).toBeUndefined();
  });

  it('is read at once for all who ask at the same time', async () => {
    const { log, signal } = await reading();
    const before = asked.length;
    await Promise.all(Array.from({ length: 20 }, () => log.head(signal)));
    expect(asked.length - before).toBe(1);
  });

  it('counts as decided up to its end three seconds ago, unless moderation is frozen or has just started', async () => {
    const { log, read, wait, set, signal } = await reading();
    answers['/events'] = [created('a')];
    await read();
    expect(await log.decidedThrough(signal)).toBe(0);
    wait(SETTLE_MS);
    expect(await log.decidedThrough(signal)).toBe(1);
    set('moderation', 'killed');
    expect(await log.decidedThrough(signal)).toBe(1);
    for (const state of ['frozen', 'running'] as const) {
      set('moderation', state);
      expect(await log.decidedThrough(signal)).toBeUndefined();
    }
    wait(SETTLE_MS);
    expect(await log.decidedThrough(signal)).toBe(1);
  });
});

describe('a service of the classic system', () => {
  it('is ready three seconds after its start, and has applied what was in the log three seconds ago', async () => {
    const { services, read, wait, set, signal } = await reading();
    answers['/events'] = [created('a')];
    await read();
    set('query', 'killed');
    expect(await services.query.standing(signal)).toBeUndefined();
    set('query', 'running');
    const standing = { isReady: false, appliedTo: 0, outbox: 0, setAside: 0 };
    expect(await services.query.standing(signal)).toEqual(standing);
    wait(SETTLE_MS);
    expect(await services.query.standing(signal)).toEqual({ ...standing, isReady: true, appliedTo: 1 });
  });

  it('shows what it has of a post, as often as it has it', async () => {
    const { services, signal } = await reading();
    const comment = { id: 'c', content: 'Well.', status: 'pending' };
    const seen = { ...comment, version: 1 };
    answers['/posts'] = { a: { id: 'a', title: 'A', comments: [comment, comment] } };
    answers['/posts/a/comments'] = [comment];
    const look = (name: 'query' | 'comments', postId: string) => services[name].look({ postId }, signal);
    expect(await look('query', 'a')).toEqual({ post: { version: 1, title: 'A' }, comments: [seen, seen] });
    expect(await look('query', 'b')).toEqual({});
    expect(await look('comments', 'a')).toEqual({ comments: [seen] });
    expect(await look('comments', 'b')).toBeUndefined();
  });

  it('is not asked for all of its posts again for each of them', async () => {
    const { services, signal, wait } = await reading();
    answers['/posts'] = {};
    const looks = async () => {
      for (const postId of ['a', 'b', 'c']) await services.posts.look({ postId }, signal);
      return asked.filter((url) => url === '/posts').length;
    };
    expect(await looks()).toBe(1);
    wait(2_000);
    expect(await looks()).toBe(2);
  });
});
