import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { nextLink } from '../../service-kit/test/next-link';
import { BusUnderTest } from './bus-under-test';

interface Event {
  position: number;
  type: string;
  data: { n: number };
}

/** Reads a stream until it has `count` events, then leaves. */
async function take(
  url: string,
  count: number,
  headers: Record<string, string>,
): Promise<{ text: string; events: Event[] }> {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  let text = '';
  const eventsIn = () =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .map((line) => line.replace(/^data: /, ''))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Event);
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (eventsIn().length >= count) break;
  }
  leave.abort();
  return { text, events: eventsIn() };
}

const positions = (events: Event[]) => events.map(({ position }) => position);
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('GET /events', () => {
  const bus = new BusUnderTest({ streamsMax: 5 });
  beforeAll(async () => {
    await bus.open();
    await bus.publish(20, 'Even');
    await bus.publish(5, 'Odd');
  });
  afterAll(() => bus.close());
  const get = (path: string) => request(bus.server).get(path);
  const ndjson = { Accept: 'application/x-ndjson' };
  const sse = { Accept: 'text/event-stream' };

  it('answers the whole history without a limit, as a course-style replay reads it', async () => {
    const { body } = await get('/events').set('Accept', 'application/json, text/plain, */*');
    expect(positions(body)).toEqual(upTo(25));
    for (const event of body)
      expect(event).toMatchObject({ type: expect.any(String), data: expect.anything() });
  });

  it('pages by limit, and the links lead through everything exactly once', async () => {
    const seen: number[] = [];
    for (let path: string | undefined = '/events?limit=10'; path !== undefined; ) {
      const response = await get(path);
      seen.push(...positions(response.body));
      path = nextLink(path, response);
    }
    expect(seen).toEqual(upTo(25));
  });

  it('filters pages, histories and streams by type and subject', async () => {
    expect(positions((await get('/events?limit=3&type=Odd')).body)).toEqual([21, 22, 23]);
    expect(positions((await get('/events?type=Odd,None')).body)).toEqual([21, 22, 23, 24, 25]);
    expect((await get('/events?subject=none')).body).toEqual([]);
    expect(positions((await take(`${bus.url}/events?type=Odd`, 5, ndjson)).events)).toEqual(upTo(25, 21));
  });

  it('answers an empty page after the head', async () => {
    const response = await get('/events?after=1000&limit=10');
    expect([response.status, response.body, response.headers.link]).toEqual([200, [], undefined]);
  });

  it('streams history and then live events without a seam, as NDJSON', async () => {
    const reading = take(`${bus.url}/events?after=20`, 8, ndjson);
    await bus.publish(3, 'Even');
    expect(positions((await reading).events)).toEqual(upTo(28, 21));
  });

  it('streams Server-Sent Events with the position as id, and resumes after Last-Event-ID', async () => {
    const { text, events } = await take(`${bus.url}/events?after=1`, 4, { ...sse, 'Last-Event-ID': '20' });
    expect(positions(events).slice(0, 4)).toEqual([21, 22, 23, 24]);
    expect(text).toMatch(/^retry: 1000\nid: 21\ndata: \{"position":21,/);
  });

  it('tells a stream at once that its position is beyond the head, or of another epoch', async () => {
    const { epoch, head } = bus.log;
    const problem = { code: 'log.position_unknown', status: 409, epoch, head };
    const lost = [
      '/events?after=999999',
      `/events?after=${head + 1}&epoch=${epoch}`,
      '/events?after=1&epoch=other',
    ];
    for (const path of lost) {
      expect((await get(path).set(ndjson)).body).toMatchObject(problem);
      const { status, text } = await get(path).set(sse);
      expect(status).toBe(200);
      const [, reset] = /^retry: 1000\nid: 0\nevent: reset\ndata: (.*)\n\n$/.exec(text) ?? [];
      expect(JSON.parse(reset ?? '')).toMatchObject(problem);
    }
    expect((await get('/events').set({ ...sse, 'Last-Event-ID': '999999' })).text).toContain('event: reset');
    expect((await get('/events?after=1&epoch=other&limit=1')).body).toMatchObject(problem);
    expect((await get('/events?after=1&epoch=other')).body).toMatchObject(problem);
  });

  it('goes on after a position of its epoch, and takes the beginning in any', async () => {
    const { epoch } = bus.log;
    for (const [path, first] of [
      [`/events?after=3&epoch=${epoch}`, 4],
      ['/events?after=0&epoch=other', 1],
    ] as const) {
      for (const accept of [ndjson, sse]) {
        expect(positions((await take(bus.url + path, 1, accept)).events)[0]).toBe(first);
      }
    }
  });

  it('says in headers which log it is and where its head is', async () => {
    const response = await request(bus.server).head('/events');
    expect(response.headers).toMatchObject({
      'event-log': bus.log.id,
      'event-log-epoch': bus.log.epoch,
      'event-log-head': String(bus.log.head),
    });
  });

  it.each([
    [{}, '/events', 'application/json'],
    [{}, '/events?limit=1', 'application/json'],
    [{ Accept: 'text/event-stream' }, '/events', 'text/event-stream'],
    [{ Accept: 'application/x-ndjson' }, '/events?follower=x', 'application/x-ndjson'],
  ])('answers HEAD %j of %s as GET, and ends', async (headers, path, type) => {
    const response = await request(bus.server).head(path).set(headers);
    expect([response.status, response.type]).toEqual([200, type]);
    expect(response.headers.vary).toMatch(/\bAccept\b/);
  });

  it('shows every reader exactly the log when they join at random moments during writes', async () => {
    const { head } = bus.log;
    const writing = bus.publish(60, 'Even');
    const readers = Array.from({ length: 5 }, async (_, index) => {
      await eventually(() => expect(bus.log.head).toBeGreaterThan(head + index * 10));
      const { events } = await take(`${bus.url}/events`, head + 60, index % 2 ? ndjson : sse);
      expect(positions(events)).toEqual(upTo(head + 60));
    });
    await Promise.all([writing, ...readers]);
  });

  it('answers JSON to whoever wants what it does not have, and says that it depends on that', async () => {
    const response = await get('/events?limit=1').set('Accept', 'image/png');
    expect([response.status, response.type]).toEqual([200, 'application/json']);
    expect(response.headers.vary).toMatch(/\bAccept\b/);
    const { headers, body } = await fetch(`${bus.url}/events`, { headers: sse });
    expect(headers.get('vary')).toMatch(/\bAccept\b/);
    await body?.cancel();
  });

  it('answers one event by its position', async () => {
    const response = await get('/events/21')
      .buffer(true)
      .parse((res, done) => {
        let text = '';
        res.on('data', (chunk) => (text += chunk));
        res.on('end', () => done(null, JSON.parse(text)));
      });
    expect(response.headers['content-type']).toMatch('application/cloudevents+json');
    expect(response.body).toMatchObject({ position: 21, type: 'Odd', data: { n: 1 } });
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['a position that is none', '/events/0', {}, 404, 'event.not_found'],
    ['a position after the head', '/events/99999', {}, 404, 'event.not_found'],
    ['a position that is no number', '/events/first', {}, 404, 'event.not_found'],
    ['a bad after', '/events?after=-1', {}, 400, 'request.invalid'],
    ['an empty after', '/events?after=', {}, 400, 'request.invalid'],
    ['a limit with an exponent', '/events?limit=1e2', {}, 400, 'request.invalid'],
    ['a limit in another base', '/events?limit=0x10', {}, 400, 'request.invalid'],
    ['a bad limit', '/events?limit=0', {}, 400, 'request.invalid'],
    ['more types than a hundred', `/events?type=${'A,'.repeat(100)}A`, {}, 400, 'request.invalid'],
    ['types without a name', '/events?type=,', {}, 400, 'request.invalid'],
    ['a type without a name', '/events?type=A,', {}, 400, 'request.invalid'],
    ['a position of 16 digits', `/events?after=${'1'.repeat(16)}`, {}, 400, 'request.invalid'],
    ['a parameter of one event', '/events/1?x=1', {}, 400, 'request.invalid'],
    ['a limit that is too large', '/events?limit=1001', {}, 400, 'request.invalid'],
    ['a single letter to look for', '/events?contains=a', {}, 400, 'request.invalid'],
    [
      'a single emoji to look for',
      `/events?contains=${encodeURIComponent('🍊')}`,
      {},
      400,
      'request.invalid',
    ],
    ['too long a text to look for', `/events?contains=${'a'.repeat(201)}`, {}, 400, 'request.invalid'],
    ['two texts to look for', '/events?contains=ab&contains=cd', {}, 400, 'request.invalid'],
    ['an unknown parameter', '/events?form=1', {}, 400, 'request.invalid'],
    ['a limit on a stream', '/events?limit=1', sse, 400, 'request.invalid'],
    ['a bad Last-Event-ID', '/events', { ...sse, 'Last-Event-ID': 'x' }, 400, 'request.invalid'],
    ['an unknown route', '/evnts', {}, 404, 'request.not_found'],
  ])('refuses %s', async (_what, path, headers, status, code) => {
    const response = await get(path).set(headers);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect({ status: response.status, code: response.body.code }).toEqual({ status, code });
    expect((await request(bus.server).head(path).set(headers)).status).toBe(status);
  });

  it('answers 405 with the methods that there are', async () => {
    const response = await request(bus.server).delete('/events');
    expect([response.status, response.headers.allow]).toEqual([405, 'POST, GET, HEAD']);
  });

  it('answers 503 to one stream too many, and takes one again when another has gone', async () => {
    const leave = new AbortController();
    const open = () => fetch(`${bus.url}/events`, { headers: ndjson, signal: leave.signal });
    const streams = await Promise.all(Array.from({ length: 5 }, open));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const refused = await fetch(`${bus.url}/events`, { headers: ndjson });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    const named = await fetch(`${bus.url}/events?follower=service`, {
      headers: ndjson,
      signal: leave.signal,
    });
    expect(named.status).toBe(200);
    leave.abort();
    await eventually(async () => {
      const again = new AbortController();
      const { status } = await fetch(`${bus.url}/events`, { headers: ndjson, signal: again.signal });
      again.abort();
      expect(status).toBe(200);
    });
  });
});

it('lets an established follower come back to a bus whose streams are all taken', async () => {
  let nowMs = 1;
  const bus = await new BusUnderTest({ streamsMax: 2, nowMs: () => nowMs }).open();
  const leave = new AbortController();
  const open = (name: string, signal = leave.signal) =>
    fetch(`${bus.url}/events?follower=${name}`, { headers: { Accept: 'application/x-ndjson' }, signal });
  const report = (name: string) =>
    request(bus.server).put(`/followers/${name}`).send({ instance: '-', checkpoint: 0, error: null });
  try {
    const down = new AbortController();
    expect((await open('service', down.signal)).status).toBe(200);
    expect((await report('service')).status).toBe(204);
    nowMs += 60_000;
    down.abort();
    const names = ['a', 'b', 'c'];
    await eventually(async () => {
      const statuses = await Promise.all(names.map(async (name) => (await open(name)).status));
      expect(statuses).toContain(503);
    });
    const refused = await open('d');
    expect(await refused.json()).toMatchObject({ code: expect.stringMatching(/too_many$/) });
    expect((await open('service')).status).toBe(200);
  } finally {
    leave.abort();
    await bus.close();
  }
});

it("closes nobody's stream for a follower that the list has no place for", async () => {
  const bus = await new BusUnderTest({ streamsMax: 6 }).open();
  const leave = new AbortController();
  const open = (query: string) =>
    fetch(`${bus.url}/events?${query}`, {
      headers: { Accept: 'application/x-ndjson' },
      signal: leave.signal,
    });
  try {
    // The most streams are a's, so one of those would give way; x has the most instances that it may have.
    for (const who of ['a', 'a', 'a', 'a', 'x&instance=1', 'x&instance=2']) {
      expect((await open(`follower=${who}`)).status).toBe(200);
    }
    const refused = await open('follower=x&instance=3');
    expect(await refused.json()).toMatchObject({ code: 'follower.too_many' });
    const oneMore = await open('follower=a');
    expect(oneMore.status).toBe(503);
    expect(await oneMore.json()).toMatchObject({ code: 'streams.too_many' });
  } finally {
    leave.abort();
    await bus.close();
  }
});

describe('followers in GET /subscribers', () => {
  const bus = new BusUnderTest();
  beforeAll(() => bus.open());
  afterAll(() => bus.close());
  const subscribers = async () => (await request(bus.server).get('/subscribers')).body;
  const report = (name: string, body: object) => request(bus.server).put(`/followers/${name}`).send(body);

  it('lists a reader by name, first live and then down, also after a restart', async () => {
    await bus.publish(2);
    await take(`${bus.url}/events?follower=reader`, 2, { Accept: 'application/x-ndjson' });
    const down = { kind: 'follower', name: 'reader', instance: '-', position: 2, state: 'down' };
    await eventually(async () => expect(await subscribers()).toMatchObject([down]));
    await bus.reopen();
    expect(await subscribers()).toMatchObject([{ ...down, lag: { events: 0, ageMs: 0 } }]);
  });

  it('believes what a follower reports: its checkpoint, with the lag by count and age, and why it stopped', async () => {
    await bus.publish(1);
    const error = 'Cannot apply event 2';
    expect((await report('reader', { instance: '-', checkpoint: 1, error })).status).toBe(204);
    const [shown] = await subscribers();
    expect(shown).toMatchObject({ position: 1, lag: { events: 2 }, state: 'stopped', lastError: error });
    expect(shown.lag.ageMs).toBeGreaterThan(0);
  });

  it('refuses a checkpoint that the log does not have, unless the follower has stopped for that', async () => {
    const beyond = { instance: '-', checkpoint: bus.log.head + 1 };
    const refused = await report('reader', { ...beyond, error: null });
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'log.position_unknown', head: bus.log.head, epoch: bus.log.epoch },
    ]);
    expect((await report('reader', { ...beyond, error: 'It is another log' })).status).toBe(204);
    expect(await subscribers()).toMatchObject([{ state: 'stopped', lastError: 'It is another log' }]);
  });

  it('forgets one on request, and answers 404 for one it does not know', async () => {
    const forget = () => request(bus.server).delete('/followers/reader');
    expect((await forget()).status).toBe(204);
    expect(await subscribers()).toEqual([]);
    expect((await forget()).body).toMatchObject({ status: 404, code: 'follower.not_found' });
  });

  it('does not forget one that is connected', async () => {
    const leave = new AbortController();
    const headers = { Accept: 'application/x-ndjson' };
    await fetch(`${bus.url}/events?follower=busy`, { headers, signal: leave.signal });
    const forget = () => request(bus.server).delete('/followers/busy');
    expect((await forget()).body).toMatchObject({ status: 409, code: 'follower.connected' });
    leave.abort();
    await eventually(async () => expect((await forget()).status).toBe(204));
  });

  it('gives up the one that is down longest when there are too many', async () => {
    for (const name of ['a', 'b', 'c', 'd'])
      await report(name, { instance: '-', checkpoint: 0, error: null });
    expect((await subscribers()).map(({ name }: { name: string }) => name)).toEqual(['b', 'c', 'd']);
  });

  it('refuses a report of another shape', async () => {
    const response = await report('a', { checkpoint: -1 });
    expect(response.body).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});

describe('GET /events?contains', () => {
  const bus = new BusUnderTest();
  const texts = ['An orange', 'an apple', 'Two ORANGES', 'caf\u00e9 \ud83c\udf4a\ud83c\udf4a'];
  beforeAll(async () => {
    await bus.open();
    for (const text of texts) {
      await request(bus.server).post('/events').send({ type: 'Written', data: { text } }).expect(201);
    }
    await request(bus.server).post('/events').send({ type: 'Other', data: 'orange' }).expect(201);
  });
  afterAll(() => bus.close());
  const found = async (query: Record<string, string>) => {
    const { body } = await request(bus.server).get('/events').query(query).expect(200);
    return positions(body);
  };

  it('answers the events that have the text, whatever the case of letters', async () => {
    expect(await found({ contains: 'orange' })).toEqual([1, 3, 5]);
    expect(await found({ contains: 'CAF\u00c9' })).toEqual([4]);
    expect(await found({ contains: '\ud83c\udf4a\ud83c\udf4a' })).toEqual([4]);
    expect(await found({ contains: 'pear' })).toEqual([]);
    expect(await found({ contains: 'a'.repeat(200) })).toEqual([]);
  });

  it('goes with type, after and limit, and pages lead through all', async () => {
    expect(await found({ contains: 'orange', type: 'Written' })).toEqual([1, 3]);
    expect(await found({ contains: 'orange', after: '1' })).toEqual([3, 5]);
    const seen: number[] = [];
    for (let path: string | undefined = '/events?contains=orange&limit=1'; path !== undefined; ) {
      const response = await request(bus.server).get(path);
      seen.push(...positions(response.body));
      path = nextLink(path, response);
    }
    expect(seen).toEqual([1, 3, 5]);
  });

  it('streams what there is and then what comes', async () => {
    for (const Accept of ['text/event-stream', 'application/x-ndjson']) {
      const reading = take(`${bus.url}/events?contains=orange&after=4`, 2, { Accept });
      const { body } = await request(bus.server).post('/events').send({ type: 'Written', data: 'Oranges' });
      await request(bus.server).post('/events').send({ type: 'Written', data: 'pears' });
      const { events } = await reading;
      expect(positions(events)).toContain(5);
      expect(positions(events).at(-1)).toBeLessThanOrEqual(body.position);
    }
  });
});
