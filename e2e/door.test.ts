import { blogEvents, eventSchema, readBlogEvent, UnreadableEvent } from '@blog/contracts';
import fc from 'fast-check';
import { compileSchema } from '../event-bus/src/domain/schema/compile-schema';
import { StepBudget } from '../event-bus/src/domain/schema/step-budget';
import { eventually } from '../service-kit/test/eventually';
import { propertyRuns } from '../service-kit/test/property-runs';
import { BlogSystem } from './harness/blog-system';
import { BusProcess } from './harness/bus-process';
import { freePort } from './harness/free-port';
import { ServiceProcess } from './harness/service-process';

describe('a fresh blog', () => {
  let blog: BlogSystem;
  beforeAll(async () => {
    blog = await BlogSystem.start();
    await eventually(async () => {
      const types = (await (await fetch(`${blog.url('event-bus')}/types`)).json()) as { type: string }[];
      expect(types.map(({ type }) => type)).toEqual(blogEvents.map(({ type }) => type).sort());
    });
  });
  afterAll(() => blog.stop());

  const publish = (event: object) =>
    fetch(`${blog.url('event-bus')}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(event),
    });

  it.each([
    [{ type: 'PostCreated' }, ['/data']],
    [{ type: 'PostUpdated', data: { id: 'p', title: 'x', version: 0 } }, ['/data/version']],
    [{ type: 'PostDeleted', data: { id: '../x', version: null } }, ['/data/id', '/data/version']],
  ])('refuses %j at the door, and names each path', async (event, pointers) => {
    const answer = await publish(event);
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { code: 'event.schema_mismatch', errors: pointers.map((pointer) => ({ pointer })) },
    ]);
  });

  it('takes course-style events that fit, and shows what they tell of', async () => {
    expect((await publish({ type: 'PostCreated', data: { id: 'ab12cd34', title: 'Course' } })).status).toBe(
      201,
    );
    await eventually(async () => expect((await blog.post('ab12cd34')).title).toBe('Course'));
    const { id } = await blog.createPost('Honest');
    await blog.comment(id, 'Yes.');
    await blog.settled();
  });
});

describe('a type whose owner is refused by what was published before it came', () => {
  const url = (path: string) => `${bus.url}${path}`;
  const send = (method: string, path: string, body: object) =>
    fetch(url(path), {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const publish = () => send('POST', '/events', { type: 'CommentModerated', data: { status: 'maybe' } });
  const types = async () => {
    const answer = await fetch(`${moderation.url}/readyz`);
    const { checks } = (await answer.json()) as {
      checks: { types: { registered: string[]; refused: Record<string, string> } };
    };
    return { status: answer.status, ...checks.types };
  };
  let bus: BusProcess;
  let moderation: ServiceProcess;
  beforeAll(async () => {
    bus = await BusProcess.create();
    await bus.start();
    const port = await freePort();
    moderation = new ServiceProcess({
      name: 'moderation',
      port,
      dataFolder: bus.dataFolder,
      env: { BUS_URL: bus.url, PUBLIC_URL: `http://127.0.0.1:${port}` },
    });
  });
  afterAll(async () => {
    await moderation.kill();
    await bus.remove();
  });

  it('is registered by its owner, which keeps running, once an operator exempts that history', async () => {
    expect([(await publish()).status, (await publish()).status]).toEqual([201, 201]);
    await moderation.start();
    await eventually(async () =>
      expect(await types()).toMatchObject({
        status: 200,
        registered: [],
        refused: { CommentModerated: expect.any(String) },
      }),
    );
    const { refused } = await types();
    // The message says what to do, as docs/operating.md does.
    const [, path, body] = /PUT (\S+) (\{.*?\})/.exec(refused.CommentModerated ?? '') ?? [];
    expect([path, body]).toEqual(['/types/CommentModerated/exempt', '{"through":1}']);
    expect((await publish()).status).toBe(201);

    expect((await send('PUT', '/types/CommentModerated/exempt', { through: 3 })).status).toBe(200);
    await eventually(
      async () => expect(await types()).toMatchObject({ registered: ['CommentModerated'], refused: {} }),
      { withinMs: 30_000, everyMs: 20 },
    );
    expect((await publish()).status).toBe(422);
    expect(await (await fetch(url('/types/CommentModerated'))).json()).toMatchObject({ exemptThrough: 3 });
  });
});

describe('the door and the readers', () => {
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', '../x', 'a b', 'pending', 'approved', 'rejected', 0, -1, 1.5, 1e9, 1e9 + 1, 2 ** 53),
    fc.constantFrom(1_000, 1_001, 10_000, 10_001, 50_000, 50_001).map((length) => '😀'.repeat(length)),
    fc.constantFrom(1_001, 10_001, 50_001).map((length) => 'x'.repeat(length)),
  );
  const good: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    id: fc.constantFrom('p1', '0197a6d0-1234-7abc-8def-0123456789ab', 'x'.repeat(64)),
    postId: fc.constantFrom('p1', 'ab12cd34'),
    title: fc.string({ unit: 'grapheme' }),
    content: fc.string({ unit: 'binary' }),
    status: fc.constantFrom('pending', 'approved', 'rejected'),
    reason: fc.string(),
    version: fc.constantFrom(1, 2, 1e9),
  };
  const fields = Object.entries(good).map(([name, one]) => {
    const value = fc.oneof({ weight: 8, arbitrary: one }, { weight: 1, arbitrary: strange });
    return [name, value] as const;
  });
  const requiredKeys: string[] = [];
  const data = fc.oneof(
    { weight: 9, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys }) },
    { weight: 6, arbitrary: fc.record(Object.fromEntries(fields)) },
    { weight: 1, arbitrary: strange },
  );

  it.each(blogEvents.map((definition) => [definition.type, definition] as const))(
    'agree on every %s',
    (type, definition) => {
      const check = compileSchema(eventSchema(definition));
      const isRead = (value: unknown) => {
        try {
          const attributes = { specversion: '1.0', id: '1', source: '/', time: '2026-01-02T03:04:05Z' };
          return readBlogEvent({ ...attributes, type, data: value } as { type: string }) !== undefined;
        } catch (error) {
          if (error instanceof UnreadableEvent) return false;
          throw error;
        }
      };
      let read = 0;
      fc.assert(
        fc.property(data, (value) => {
          const isTaken = check(value, new StepBudget(1_000_000)) === undefined;
          expect({ isTaken }).toEqual({ isTaken: isRead(value) });
          read += Number(isTaken);
        }),
        { numRuns: propertyRuns(500) },
      );
      expect(read).toBeGreaterThan(10);
    },
  );
});
