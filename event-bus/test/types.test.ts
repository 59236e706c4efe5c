import { randomUUID } from 'node:crypto';
import specification from '@asyncapi/specs/schemas/3.0.0-without-$id.json';
import Ajv from 'ajv';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { BusUnderTest } from './bus-under-test';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const DATASCHEMA = 'https://example.com/Counted/1';
const counted = {
  schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  dataschema: DATASCHEMA,
  meaning: 'Something was counted.',
};

describe('registered types', () => {
  let bus: BusUnderTest;
  beforeEach(async () => {
    bus = await new BusUnderTest().open();
  });
  afterEach(() => bus.close());

  const put = (type: string, body: object) =>
    request(bus.server)
      .put(`/types/${encodeURIComponent(type)}`)
      .send(body);
  const remove = (type: string) => request(bus.server).delete(`/types/${encodeURIComponent(type)}`);
  const post = (body: string, headers: Record<string, string>) => {
    const call = request(bus.server).post('/events');
    for (const [name, value] of Object.entries(headers)) call.set(name, value);
    return call.serialize((given) => given).send(body);
  };
  const event = (data: unknown, overrides: Record<string, unknown> = {}) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/test',
    type: 'Counted',
    data,
    ...overrides,
  });
  const structured = (body: unknown) => post(JSON.stringify(body), { 'Content-Type': STRUCTURED });
  const batch = (events: readonly unknown[]) => post(JSON.stringify(events), { 'Content-Type': BATCH });

  it('registers a type, shows it, and lists it after a restart', async () => {
    const response = await put('Counted', counted);
    expect(response.status).toBe(201);
    expect(response.body).toEqual({
      type: 'Counted',
      ...counted,
      registeredAt: expect.any(String),
      exemptThrough: 0,
    });
    await bus.reopen();
    const { body } = await request(bus.server).get('/types');
    expect(body).toEqual([response.body]);
    expect((await request(bus.server).get('/types/Counted')).body).toEqual(response.body);
    expect((await structured(event({ n: 'x' }))).status).toBe(422);
  });

  it('answers 200, and changes nothing, when the same comes again', async () => {
    const first = await put('Counted', counted);
    const again = await put('Counted', counted);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const changed = await put('Counted', { ...counted, meaning: 'Counted.' });
    expect([changed.status, changed.body.meaning]).toEqual([200, 'Counted.']);
  });

  const plain = { 'Content-Type': 'application/json' };
  const binary = { 'ce-specversion': '1.0', 'ce-id': 'b', 'ce-source': '/b', 'ce-type': 'Counted' };
  const text = (value: unknown) => JSON.stringify(value);
  it.each<[string, string, Record<string, string>, string]>([
    ['structured', text(event({ n: 'x' })), { 'Content-Type': STRUCTURED }, '/data/n'],
    [
      'structured, with spaces',
      JSON.stringify(event({}), null, 1),
      { 'Content-Type': STRUCTURED },
      '/data/n',
    ],
    ['in a batch', text([event({ n: 'x' })]), { 'Content-Type': BATCH }, '/data/n'],
    ['in a batch with spaces', `[ ${text(event({ n: 'x' }))} ]`, { 'Content-Type': BATCH }, '/data/n'],
    ['binary', '{"n":"x"}', { ...binary, ...plain }, '/data/n'],
    ['binary, as text', 'x', { ...binary, 'Content-Type': 'text/plain' }, '/data'],
    ['binary, of bytes', 'x', { ...binary, 'Content-Type': 'application/octet-stream' }, '/data_base64'],
    ['plain', '{"type":"Counted","data":{"n":null}}', plain, '/data/n'],
    [
      'plain, from its own page',
      '{"type":"Counted"}',
      { ...plain, Origin: 'http://localhost', Host: 'localhost' },
      '/data',
    ],
    ['plain without data', '{"type":"Counted"}', plain, '/data'],
    [
      'with bytes',
      text(event(undefined, { data_base64: 'AA==' })),
      { 'Content-Type': STRUCTURED },
      '/data_base64',
    ],
    [
      'with another dataschema',
      text(event({ n: 1 }, { dataschema: 'https://example.com/Counted/2' })),
      { 'Content-Type': STRUCTURED },
      '/dataschema',
    ],
  ])('refuses an event that does not fit, published %s', async (_how, body, headers, pointer) => {
    await put('Counted', counted);
    const response = await post(body, headers);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect({ status: response.status, body: response.body }).toMatchObject({
      status: 422,
      body: { code: 'event.schema_mismatch', indexes: [0], errors: [{ pointer, index: 0, type: 'Counted' }] },
    });
    expect(response.body.detail).toContain(pointer);
    expect(bus.log.head).toBe(0);
  });

  it('takes events that fit, of other types, and without a dataschema', async () => {
    await put('Counted', counted);
    const events = [
      event({ n: 1 }),
      event({ n: 1 }, { dataschema: DATASCHEMA }),
      event('x', { type: 'Other' }),
    ];
    expect((await batch(events)).status).toBe(201);
    expect(bus.log.head).toBe(3);
  });

  it('stores nothing of a batch in which events do not fit, and names each', async () => {
    await put('Counted', counted);
    const response = await batch([event({ n: 1 }), event({}), event({ n: 2 }), event([])]);
    expect(response.body).toMatchObject({
      code: 'event.schema_mismatch',
      indexes: [1, 3],
      errors: [{ pointer: '/data/n' }, { pointer: '/data' }],
    });
    expect(bus.log.head).toBe(0);
  });

  it('describes only some of very many, and names all', async () => {
    await put('Counted', counted);
    const { body } = await batch(Array.from({ length: 1_000 }, () => event({})));
    expect([body.indexes.length, body.errors.length]).toEqual([1_000, 20]);
  });

  it('says what became of an event that was stored before, whatever has been registered since', async () => {
    const sent = event({ n: 'x' });
    const { body } = await structured(sent);
    const registered = await put('Counted', { ...counted, except: [body.position] });
    expect(registered.status).toBe(201);
    const again = await structured(sent);
    expect([again.status, again.body]).toEqual([200, body]);
    const mixed = await batch([sent, event({ n: 1 })]);
    expect([mixed.status, mixed.body[0].position]).toEqual([201, body.position]);
    expect((await structured({ ...sent, data: {} })).body.code).toBe('event.conflict');
  });

  it('refuses a schema that a stored event does not fit, and says which; except those that are known', async () => {
    await bus.publish(50, 'Other');
    await batch([event({ n: 1 }), event({ n: 'x' }), event({ n: 2 }), event({})]);
    const refused = await put('Counted', counted);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'type.refuses_history', position: 52, errors: [{ pointer: '/data/n' }] },
    ]);
    expect((await request(bus.server).get('/types')).body).toEqual([]);
    expect((await put('Counted', { ...counted, except: [52] })).body.position).toBe(54);
    expect((await put('Counted', { ...counted, except: [52, 54] })).status).toBe(201);
  });

  describe('exempt history', () => {
    const exempt = (type: string, through: unknown) =>
      request(bus.server)
        .put(`/types/${encodeURIComponent(type)}/exempt`)
        .send({ through } as object);
    const listed = async () =>
      ((await request(bus.server).get('/types')).body as { type: string; exemptThrough: number }[]).map(
        ({ type, exemptThrough }) => [type, exemptThrough],
      );

    it('lets a schema in that stored events do not fit, and none from then on', async () => {
      await batch([event({}), event({ n: 1 }), event('x')]);
      const refused = await put('Counted', counted);
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        expect.stringContaining('PUT /types/Counted/exempt {"through":1}'),
      ]);
      const answer = await exempt('Counted', 1);
      expect([answer.status, answer.body]).toEqual([200, { type: 'Counted', exemptThrough: 1 }]);
      expect((await put('Counted', counted)).body.position).toBe(3);
      await exempt('Counted', 3);
      expect((await put('Counted', counted)).status).toBe(201);
      expect((await structured(event({}))).status).toBe(422);
    });

    it('stays so when the type is registered anew, is removed, and the bus restarts', async () => {
      await batch([event({})]);
      await exempt('Counted', 1);
      expect((await request(bus.server).get('/types/Counted')).body).toEqual({
        type: 'Counted',
        schema: null,
        dataschema: null,
        meaning: null,
        registeredAt: null,
        exemptThrough: 1,
      });
      expect((await remove('Counted')).body.code).toBe('type.not_found');
      await bus.reopen();
      expect((await put('Counted', counted)).body).toMatchObject({ ...counted, exemptThrough: 1 });
      expect((await put('Counted', { schema: counted.schema })).status).toBe(200);
      await bus.reopen();
      expect((await structured(event({}))).status).toBe(422);
      await remove('Counted');
      await bus.reopen();
      expect(await listed()).toEqual([['Counted', 1]]);
      expect((await put('Counted', counted)).status).toBe(201);
    });

    it('does not cover what is stored after it while the type is not registered', async () => {
      await batch([event({})]);
      await exempt('Counted', 1);
      await put('Counted', counted);
      await remove('Counted');
      await batch([event({})]);
      expect((await put('Counted', counted)).body).toMatchObject({
        code: 'type.refuses_history',
        position: 2,
      });
    });

    it('is taken back with 0, also over a restart, and leaves the schema in force', async () => {
      await batch([event({}), event({ n: 1 })]);
      await exempt('Counted', 1);
      await exempt('Other', 2);
      await put('Counted', counted);
      for (const type of ['Counted', 'Other', 'Never']) expect((await exempt(type, 0)).status).toBe(200);
      expect(await listed()).toEqual([['Counted', 0]]);
      await bus.reopen();
      expect(await listed()).toEqual([['Counted', 0]]);
      expect((await structured(event({}))).status).toBe(422);
      expect((await put('Counted', { schema: counted.schema })).body.position).toBe(1);
    });

    it('is refused beyond the head, and for more types than there may be', async () => {
      await bus.publish(2);
      const beyond = await exempt('Counted', 3);
      expect([beyond.status, beyond.body.code]).toEqual([400, 'type.exempt_beyond_head']);
      expect(await listed()).toEqual([]);
      for (let n = 1; n <= 3; n += 1) expect((await exempt(`T${n}`, n % 3)).status).toBe(200);
      for (let n = 3; n <= 5; n += 1) await put(`T${n}`, { schema: true });
      expect((await exempt('T6', 1)).body.code).toBe('type.too_many');
      expect((await put('T6', { schema: true })).body.code).toBe('type.too_many');
      expect((await exempt('T5', 1)).status).toBe(200);
      expect((await put('T1', { schema: true })).status).toBe(201);
    });

    it.each([
      ['a text', '1'],
      ['a negative number', -1],
      ['a fraction', 1.5],
      ['nothing', undefined],
    ])('is refused through %s', async (_what, through) => {
      expect((await exempt('T', through)).body.code).toBe('request.invalid');
    });

    it('is no message of the AsyncAPI document while its type is not registered', async () => {
      await bus.publish(1);
      await exempt('Counted', 1);
      expect((await request(bus.server).get('/asyncapi.json')).body.components.messages).toEqual({});
    });
  });

  it('looks at all of a history of many blocks', async () => {
    await bus.publish(300);
    await bus.publish(1, 'Counted2');
    const big = Array.from({ length: 900 }, () => event({ n: 1, text: 'x'.repeat(1_000) }));
    await batch(big);
    await batch([event({ n: 'x' })]);
    expect((await put('Counted', counted)).body.position).toBe(300 + 1 + 900 + 1);
  });

  it('takes a change that all stored events fit, and keeps the old schema when it refuses one', async () => {
    await put('Counted', counted);
    await structured(event({ n: 5 }));
    const refused = await put('Counted', { ...counted, schema: { properties: { n: { maximum: 4 } } } });
    expect(refused.body.code).toBe('type.refuses_history');
    expect((await structured(event({ n: 'x' }))).status).toBe(422);
    expect((await put('Counted', { schema: { properties: { n: { maximum: 5 } } } })).status).toBe(200);
    expect((await structured(event({ n: 6 }))).status).toBe(422);
    expect((await structured(event({}))).status).toBe(201);
  });

  it('lets no event slip in between the look at history and the switch', async () => {
    await bus.publish(20);
    for (let round = 0; round < propertyRuns(40); round += 1) {
      const type = `Raced${round}`;
      // At once, and then one after the other: some come before the switch, some while it is made, some after.
      const misfits = Array.from({ length: 12 }, async (_, place) => {
        for (let turn = 0; turn < place; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return (await structured(event({}, { type }))).status;
      });
      const registered = await put(type, counted);
      const statuses = await Promise.all(misfits);
      const stored = statuses.filter((status) => status === 201).length;
      const refused = statuses.filter((status) => status === 422).length;
      expect(stored + refused).toBe(12);
      expect([registered.status, stored > 0]).toEqual(registered.status === 409 ? [409, true] : [201, false]);
      if (registered.status === 201) await remove(type);
    }
  });

  it('takes events unchecked once their type is removed', async () => {
    await put('Counted', counted);
    expect((await remove('Counted')).status).toBe(204);
    expect((await structured(event({ n: 'x' }))).status).toBe(201);
    expect((await remove('Counted')).body.code).toBe('type.not_found');
    expect((await request(bus.server).get('/types/Counted')).body.code).toBe('type.not_found');
    await bus.reopen();
    expect((await request(bus.server).get('/types')).body).toEqual([]);
  });

  it('refuses more types than it may have', async () => {
    for (let n = 1; n <= 5; n += 1) expect((await put(`T${n}`, { schema: true })).status).toBe(201);
    expect((await put('T6', { schema: true })).body.code).toBe('type.too_many');
    expect((await put('T1', { schema: {} })).status).toBe(200);
  });

  it.each<[string, string, object, number, string]>([
    ['a bad schema', 'T', { schema: { type: 'text' } }, 422, 'type.bad_schema'],
    ['a pattern that could block', 'T', { schema: { pattern: '^(a+)+$' } }, 422, 'type.bad_schema'],
    ['no schema', 'T', {}, 400, 'request.invalid'],
    ['a dataschema that is no URI', 'T', { schema: {}, dataschema: 'x' }, 400, 'request.invalid'],
    ['an unknown member', 'T', { schema: {}, scheme: {} }, 400, 'request.invalid'],
    ['too many exceptions', 'T', { schema: {}, except: Array(10_001).fill(1) }, 400, 'request.invalid'],
    ['a control character in the type', 'a\nb', { schema: {} }, 400, 'request.invalid'],
    ['a long type', 'x'.repeat(257), { schema: {} }, 400, 'request.invalid'],
    ['too much', 'T', { schema: {}, meaning: 'x'.repeat(300_000) }, 413, 'request.too_large'],
  ])('refuses to register %s', async (_what, type, body, status, code) => {
    const response = await put(type, body);
    expect([response.status, response.body.code]).toEqual([status, code]);
  });

  it('answers 413 to a batch whose check would take too long', async () => {
    const alternatives = Array.from({ length: 900 }, (_, n) => ({ const: { n } }));
    await put('Counted', { schema: { items: { anyOf: [...alternatives, true] } } });
    const response = await structured(event(Array(60_000).fill({})));
    expect([response.status, response.body.code]).toEqual([413, 'event.check_too_long']);
  });

  it('gives up a look at history when its client has gone, and takes the next one', async () => {
    await bus.publish(50);
    const gone = new AbortController();
    const leaving = fetch(`${bus.url}/types/Counted`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(counted),
      signal: gone.signal,
    });
    gone.abort();
    await expect(leaving).rejects.toThrow();
    expect((await put('Other', { schema: true })).status).toBe(201);
  });

  it('holds nothing of clients that have gone, and bounds how many wait', async () => {
    await bus.publish(1, 'Slow');
    let readOn = () => {};
    const held = new Promise<void>((resolve) => {
      readOn = resolve;
    });
    const scan = bus.log.scan.bind(bus.log);
    const reading = jest.spyOn(bus.log, 'scan').mockImplementation(async (range) => {
      await held;
      return scan(range);
    });
    const slow = put('Slow', { schema: true }).then();
    await eventually(() => expect(reading).toHaveBeenCalled());
    const gone = new AbortController();
    const wait = (n: number) =>
      fetch(`${bus.url}/types/T${n}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ schema: { type: 'text' } }),
        signal: gone.signal,
      });
    const waiting = Array.from({ length: 40 }, (_, n) => wait(n));
    const leaving = Promise.allSettled(waiting);
    const refused = await Promise.any(waiting);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'type.too_many_changes' });
    gone.abort();
    await leaving;
    // Others have room again, though the registration that all waited for is still under way.
    const staying = Array.from({ length: 20 }, (_, n) => put(`S${n}`, { schema: { type: 'text' } }).then());
    expect((await remove('Slow')).body.code).toBe('type.not_found');
    readOn();
    expect((await slow).status).toBe(201);
    expect(new Set((await Promise.all(staying)).map(({ status }) => status))).toEqual(new Set([422]));
  });

  it('names the stored event that takes too long to check, and the way out', async () => {
    await structured(event(1));
    await structured(event(Array(60_000).fill({})));
    const alternatives = Array.from({ length: 900 }, (_, n) => ({ const: { n } }));
    const costly = { schema: { items: { anyOf: [...alternatives, true] } } };
    const refused = await put('Counted', costly);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      {
        code: 'type.history_too_costly',
        position: 2,
        detail: expect.stringContaining('PUT /types/Counted/exempt {"through":2}'),
      },
    ]);
    await request(bus.server).put('/types/Counted/exempt').send({ through: 2 });
    expect((await put('Counted', costly)).status).toBe(201);
  });

  it('makes a valid AsyncAPI 3.0 document of them', async () => {
    await put('Counted', counted);
    await put('com.example/counted #2', { schema: true });
    await put('Tree', {
      schema: { $ref: '#/$defs/a', $defs: { a: { properties: { b: { $ref: '#/$defs/a' } } } } },
    });
    const { body } = await request(bus.server).get('/asyncapi.json');
    const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(specification);
    validate(body);
    expect(validate.errors).toBeNull();
    const { payload, ...message } = body.components.messages.Counted;
    expect(message).toMatchObject({ name: 'Counted', summary: counted.meaning });
    expect(payload.schema.properties).toMatchObject({
      type: { const: 'Counted' },
      dataschema: { const: DATASCHEMA },
      data: { $id: '/types/Counted', ...counted.schema },
    });
    expect(Object.keys(body.channels.events.messages)).toHaveLength(3);
  });
});
