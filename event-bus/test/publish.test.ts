import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import request from 'supertest';
import { BusUnderTest } from './bus-under-test';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

describe('POST /events', () => {
  const bus = new BusUnderTest();
  beforeAll(() => bus.open());
  afterAll(() => bus.close());

  const event = (overrides: Record<string, unknown> = {}) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/test',
    type: 'Tested',
    ...overrides,
  });
  const post = (body: string | Buffer, headers: Record<string, string>) => {
    const call = request(bus.server).post('/events');
    for (const [name, value] of Object.entries(headers)) call.set(name, value);
    return call.serialize((given) => given).send(body as string);
  };
  const structured = (body: unknown) => post(JSON.stringify(body), { 'Content-Type': STRUCTURED });
  const stored = async (position: number) =>
    JSON.parse(await fetch(`${bus.url}/events/${position}`).then((r) => r.text()));

  it('stores a structured event and answers 201 with its position', async () => {
    const sent = event({
      subject: 's',
      time: '2026-01-02T03:04:05.678+09:00',
      data: { a: [1, 2] },
      traceparent: '00-x',
    });
    const response = await structured(sent);
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ status: 'OK', id: sent.id, position: bus.log.head });
    expect(await stored(response.body.position)).toMatchObject(sent);
  });

  it('answers 200 with the first position when the same event comes again', async () => {
    const sent = event();
    const first = await structured(sent);
    const again = await structured(sent);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
  });

  it('answers 409 when the same source and id come with other content', async () => {
    const sent = event({ data: 1 });
    const { body } = await structured(sent);
    const response = await structured({ ...sent, data: 2 });
    expect(response.status).toBe(409);
    expect(response.body).toMatchObject({ code: 'event.conflict', indexes: [0], positions: [body.position] });
  });

  it('stores a batch as a whole and answers an array', async () => {
    const batch = [event(), event()];
    const response = await post(JSON.stringify(batch), { 'Content-Type': BATCH });
    expect(response.status).toBe(201);
    expect(response.body.map(({ id }: { id: string }) => id)).toEqual(batch.map(({ id }) => id));
    expect(response.body[1].position).toBe(response.body[0].position + 1);
  });

  it('stores nothing of a batch in which one event is wrong, and names that event', async () => {
    const { head } = bus.log;
    const response = await post(JSON.stringify([event(), event({ type: 7 })]), { 'Content-Type': BATCH });
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({ code: 'event.invalid', indexes: [1] });
    expect(bus.log.head).toBe(head);
  });

  it('takes an empty batch', async () => {
    const response = await post('[]', { 'Content-Type': BATCH });
    expect([response.status, response.body]).toEqual([200, []]);
  });

  it('stores a binary event with JSON data', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'b1', 'ce-source': '/b', 'ce-type': 'Grüße' };
    const encoded = { ...headers, 'ce-type': encodeURIComponent(headers['ce-type']) };
    const response = await post('{"a":1}', { ...encoded, 'Content-Type': 'application/json' });
    expect(response.status).toBe(201);
    const expected = {
      id: 'b1',
      source: '/b',
      type: 'Grüße',
      datacontenttype: 'application/json',
      data: { a: 1 },
    };
    expect(await stored(response.body.position)).toMatchObject(expected);
  });

  it('stores a binary event with bytes as base64', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'b2', 'ce-source': '/b', 'ce-type': 'T' };
    const response = await post(Buffer.from([0, 255, 1]), {
      ...headers,
      'Content-Type': 'application/octet-stream',
    });
    expect(await stored(response.body.position)).toMatchObject({ data_base64: 'AP8B' });
  });

  /** Unlike supertest, fetch gives bytes no content type of its own. */
  const postBytes = async (body: string | Buffer, headers: Record<string, string>) => {
    const response = await fetch(`${bus.url}/events`, { method: 'POST', headers, body: Buffer.from(body) });
    return {
      status: response.status,
      body: (await response.json()) as { position: number; detail?: string },
    };
  };
  /** Sends a binary event; answers what is stored of it. */
  const storedBinary = async (headers: Record<string, string>, body: string | Buffer = '') => {
    const required = { 'ce-specversion': '1.0', 'ce-id': randomUUID(), 'ce-source': '/b', 'ce-type': 'T' };
    const response = await postBytes(body, { ...required, ...headers });
    expect([response.status, response.body.detail]).toEqual([201, undefined]);
    return stored(response.body.position);
  };
  const utf8Header = (text: string) => Buffer.from(text).toString('latin1');

  it.each([
    ['in quotes', '"hello world"', 'hello world'],
    ['in quotes with escapes', String.raw`"a \"b\" \\ c"`, String.raw`a "b" \ c`],
    ['in quotes and percent-encoded', '"Euro %E2%82%AC"', 'Euro €'],
    ['with quotes within it', 'say "hi"', 'say "hi"'],
    ['with one quote', '"half', '"half'],
    ['in bare UTF-8', utf8Header('Müller €😀'), 'Müller €😀'],
    ['with percent-encoding in both cases', 'M%c3%BCller', 'Müller'],
  ])('decodes a ce- header %s', async (_what, header, expected) => {
    expect(await storedBinary({ 'ce-subject': header })).toMatchObject({ subject: expected });
  });

  it.each([
    ['no type, a JSON text', {}, '{"a":1}', { data: { a: 1 } }],
    ['no type, no JSON', {}, 'hello', { data_base64: 'aGVsbG8=' }],
    ['no type, no UTF-8', {}, Buffer.from([0x22, 0xff, 0x22]), { data_base64: 'Iv8i' }],
    ...['text/json', 'application/cloudevents+json', 'Application/JSON; charset=UTF8', 'x/vnd.a+json']
      .map((type): [string, object, string, object] => [
        type,
        { 'Content-Type': type },
        '[1]',
        { datacontenttype: type, data: [1] },
      ])
      .filter(([type]) => type !== 'application/cloudevents+json'),
    ['text/plain', { 'Content-Type': 'text/plain' }, 'Grüße', { data: 'Grüße' }],
    ['us-ascii', { 'Content-Type': 'text/plain; charset=us-ascii' }, 'abc', { data: 'abc' }],
    ['utf8', { 'Content-Type': 'text/plain; charset="UTF8"' }, 'Grüße', { data: 'Grüße' }],
    [
      'iso-8859-1',
      { 'Content-Type': 'text/plain; charset=iso-8859-1' },
      Buffer.from('Grüße', 'latin1'),
      { data: 'Grüße' },
    ],
  ] as [string, Record<string, string>, string | Buffer, object][])(
    'reads the data of a binary event by its type: %s',
    async (_what, headers, body, expected) => {
      expect(await storedBinary(headers, body)).toMatchObject(expected);
    },
  );

  it('finds the same event in both modes', async () => {
    const id = randomUUID();
    const binary = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/b', 'ce-type': 'T' };
    const first = await postBytes('{"a":1}', binary);
    const again = await structured({ specversion: '1.0', id, source: '/b', type: 'T', data: { a: 1 } });
    expect([again.status, again.body.position]).toEqual([200, first.body.position]);
  });

  it.each(['us-ascii', 'utf8', 'iso-8859-1'])(
    'takes structured events and batches in %s',
    async (charset) => {
      const type = { 'Content-Type': `${STRUCTURED}; charset=${charset}` };
      expect((await post(JSON.stringify(event({ data: 'x' })), type)).status).toBe(201);
      const latin = charset === 'iso-8859-1' ? 'latin1' : 'utf8';
      const data = charset === 'us-ascii' ? 'Gruss' : 'Grüße';
      const body = Buffer.from(JSON.stringify([event({ data })]), latin);
      const response = await post(body, { 'Content-Type': `${BATCH}; charset=${charset}` });
      expect(await stored(response.body[0].position)).toMatchObject({ data });
    },
  );

  it.each([
    { source: 'urn:uuid:6e8bc430' },
    { source: '../a/b?c=d#e' },
    { source: 'https://[::1]:8080/x' },
    { source: 'mailto:a@b' },
    { source: '/M%C3%BCller' },
    { time: '2024-02-29T23:59:59.123456789+09:00' },
    { dataschema: 'urn:x:y' },
    { datacontenttype: 'text/plain; charset="utf-8"; a=b' },
    { count: 2_147_483_647 },
    { count: -2_147_483_648 },
    { data_base64: '' },
    { data: 'paired \ud83d\ude00' },
  ])('takes %j', async (attributes) => {
    const response = await structured(event(attributes));
    expect([response.status, response.body.detail]).toEqual([201, undefined]);
    expect(await stored(response.body.position)).toMatchObject(attributes);
  });

  it.each([
    ...[
      'http://[bad',
      'a b',
      'http://a b/',
      '/%zz',
      '1:2',
      '/a[1]',
      '/<x>',
      '/Müller',
      'http://a:port/',
      '/back\\slash',
    ].map((source) => ({ source })),
    ...['2026-02-30', '2025-02-29', '1900-02-29', '2026-04-31', '0000-01-01'].map((day) => ({
      time: `${day}T00:00:00Z`,
    })),
    ...['x', '/relative', 'http://[bad', 'http:', 'a:b c'].map((dataschema) => ({ dataschema })),
    ...['', 'text', 'text/', 'text/plain;charset=a b', 'a/b/c', 'text plain/x'].map((datacontenttype) => ({
      datacontenttype,
    })),
    ...[2_147_483_648, -2_147_483_649, 1.5].map((count) => ({ count })),
    ...['AA', 'AAA', 'A===', 'AA-_', 'AAAA AAAA', 'ÄÄÄÄ', 7].map((data) => ({ data_base64: data })),
    ...['\ud800', { deep: ['x\udc00y'] }, { '\ud800': 1 }].map((data) => ({ data })),
    ...['\ufdd0', { deep: ['x\uffffy'] }, { '\u{1fffe}': 1 }].map((data) => ({ data })),
    ...['a\ufdef', '\ufffe', '\u{10ffff}'].map((subject) => ({ subject })),
  ])('refuses %j, with the reason', async (attributes) => {
    const { head } = bus.log;
    const response = await structured(event(attributes));
    expect([response.status, response.body.code]).toEqual([400, 'event.invalid']);
    expect(response.body.detail).toMatch(/^Expected .{20}/);
    expect(bus.log.head).toBe(head);
  });

  it.each(['"\\ufdd0"', '"\ufdd0"', '"ü\ufdd0"', '[{"a":"\ufdd0"}]'])(
    'refuses noncharacters in a text that is sent as %j',
    async (data) => {
      const text = ofText(`{"specversion":"1.0","id":"ID","source":"/t","type":"T","data":${data}}`);
      for (const [body, type] of [
        [text, STRUCTURED],
        [`[${text}]`, BATCH],
      ] as const) {
        const response = await post(body, { 'Content-Type': type });
        expect([response.status, response.body.code]).toEqual([400, 'event.invalid']);
        expect(response.body.detail).toMatch('noncharacters');
      }
    },
  );

  const binaryAttributes = { 'ce-specversion': '1.0', 'ce-id': 'x', 'ce-source': '/b', 'ce-type': 'T' };
  it.each([
    'application/cloudevents',
    'application/cloudevents+xml',
    'application/cloudevents+avro',
    'Application/CloudEvents-batch+xml; charset=utf-8',
    'application/cloudevents+json-seq',
  ])('refuses %s beside ce- headers, since that is no binary mode', async (type) => {
    const { head } = bus.log;
    const response = await post('{"a":1}', { ...binaryAttributes, 'Content-Type': type });
    expect([response.status, response.body.code]).toEqual([415, 'request.unsupported_media_type']);
    expect(bus.log.head).toBe(head);
  });

  it.each(['ce-id', 'ce-type', 'ce-specversion', 'ce-extra', 'content-type'])(
    'refuses two headers %s',
    async (name) => {
      const { head } = bus.log;
      const values = { ...binaryAttributes, 'content-type': 'text/plain', 'ce-extra': 'e' };
      const headers = Object.entries(values).flatMap(([key, value]) =>
        key === name ? [key, value, key.toUpperCase(), value] : [key, value],
      );
      const response = await sendRaw(headers);
      expect(response).toMatchObject({ status: 400, code: 'event.invalid' });
      expect(response.detail).toMatch(`one header ${name}`);
      expect(bus.log.head).toBe(head);
    },
  );

  /** Sends these headers as they are, which fetch would put together. */
  const sendRaw = (headers: string[]) =>
    new Promise<{ status: number; code: string; detail: string }>((resolve, reject) => {
      const options = { method: 'POST', headers: ['Host', 'localhost', ...headers] };
      const call = httpRequest(`${bus.url}/events`, options, (response) => {
        json(response).then((body) => resolve(body as never), reject);
      });
      call.on('error', reject).end('x');
    });

  it.each(['application/xml; charset=utf-16', 'application/octet-stream; charset=x'])(
    'takes bytes of %s in binary mode, whose charset is not its concern',
    async (type) => {
      expect(await storedBinary({ 'Content-Type': type }, Buffer.from([0, 255]))).toMatchObject({
        datacontenttype: type,
        data_base64: 'AP8=',
      });
    },
  );

  it.each(['application/json; charset=utf-16', 'text/plain; charset=utf-16'])(
    'refuses %s in binary mode, which it would have to read',
    async (type) => {
      const response = await postBytes('"a"', { ...binaryAttributes, 'Content-Type': type });
      expect([response.status, response.body.detail]).toEqual([415, expect.stringMatching('utf-16')]);
    },
  );

  it.each([
    ['"a"', 'got "a"'],
    ['[]', 'got an array'],
    ['null', 'got null'],
    ['{"data":1}', 'got type none'],
    ['{"type":"T","data":1,"time":1}', 'found "time"'],
  ])('says what is wrong with the plain body %s', async (body, words) => {
    const response = await post(body, { 'Content-Type': 'application/json' });
    expect([response.status, response.body.detail]).toEqual([400, expect.stringContaining(words)]);
  });

  it('passes over a byte order mark before JSON, in every mode', async () => {
    const [one, two, three] = [event({ data: 1 }), event({ data: 2 }), event({ data: 3 })];
    const binary = {
      'ce-specversion': '1.0',
      'ce-id': randomUUID(),
      'ce-source': '/test',
      'ce-type': 'Tested',
    };
    const { head } = bus.log;
    for (const [body, headers] of [
      [JSON.stringify(one), { 'Content-Type': STRUCTURED }],
      [JSON.stringify([two, three]), { 'Content-Type': BATCH }],
      ['{"type":"Tested","data":4}', { 'Content-Type': 'application/json' }],
      ['5', { ...binary, 'Content-Type': 'application/json' }],
    ] as [string, Record<string, string>][]) {
      expect((await post(`\ufeff${body}`, headers)).status).toBe(201);
    }
    const bytes = new Uint8Array(Buffer.from('\ufeff6'));
    await fetch(`${bus.url}/events`, { method: 'POST', headers: { ...binary, 'ce-id': 'six' }, body: bytes });
    const data = [1, 2, 3, 4, 5, 6].map(async (n) => (await stored(head + n)).data);
    expect(await Promise.all(data)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  describe('with an Idempotency-Key', () => {
    const plain = (key: string, body: unknown) =>
      post(JSON.stringify(body), { 'Content-Type': 'application/json', 'Idempotency-Key': key });

    it('stores a plain event once, however often it comes, and gives the same answer', async () => {
      const { head } = bus.log;
      const sent = { type: 'Tested', data: { n: 1 } };
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => plain('"once"', sent)));
      expect([first?.status, first?.body.position]).toEqual([201, head + 1]);
      for (const other of [...others, await plain('once', sent)]) {
        expect([other.status, other.body]).toEqual([201, first?.body]);
      }
      expect(bus.log.head).toBe(head + 1);
      expect(await stored(head + 1)).toMatchObject({ ...sent, source: '/plain', id: first?.body.id });
      expect((await plain('"another"', sent)).body.position).toBe(head + 2);
    });

    it('refuses another plain event with the same key', async () => {
      await plain('"taken"', { type: 'Tested', data: 1 });
      const { status, body } = await plain('"taken"', { type: 'Tested', data: 2 });
      expect([status, body.code]).toEqual([422, 'idempotency.key_reused']);
    });

    it('refuses a key that is none', async () => {
      const { status, body } = await plain('"half', { type: 'Tested' });
      expect([status, body.code]).toEqual([400, 'idempotency.bad_key']);
    });
  });

  it('fills in id, source and time of a plain event', async () => {
    const response = await post('{"type":"PostCreated","data":{"id":"1"}}', {
      'Content-Type': 'application/json',
    });
    expect(response.status).toBe(201);
    expect(await stored(response.body.position)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: '/plain',
      time: expect.any(String),
      type: 'PostCreated',
      data: { id: '1' },
    });
  });

  it('sets position and storedtime itself, whatever a publisher sends there', async () => {
    const response = await structured(event({ position: 77, storedtime: 'x' }));
    expect(await stored(response.body.position)).toMatchObject({ position: response.body.position });
  });

  it('leaves out attributes that are null, as the JSON format says', async () => {
    const response = await structured(event({ subject: null }));
    expect(await stored(response.body.position)).not.toHaveProperty('subject');
  });

  const asStored = async (position: number) => (await fetch(`${bus.url}/events/${position}`)).text();
  const ofText = (text: string) => text.replace('ID', randomUUID());

  it('keeps a compact text as it is', async () => {
    const text = ofText('{"data":{"n":1.50,"t":"ü"},"specversion":"1.0","id":"ID","source":"/t","type":"T"}');
    const { body } = await post(text, { 'Content-Type': STRUCTURED });
    expect((await asStored(body.position)).endsWith(text.slice(1))).toBe(true);
    const again = text.replace(/"id":"[^"]+"/, `"id":"${randomUUID()}"`);
    const batch = await post(`[${again}]`, { 'Content-Type': BATCH });
    expect((await asStored(batch.body[0].position)).endsWith(again.slice(1))).toBe(true);
  });

  it.each([
    ['spaces', '{ "specversion": "1.0", "id":"ID","source":"/t","type":"T"}', { type: 'T' }],
    ['escapes', '{"specversion":"1.0","id":"ID","source":"/t","type":"\\u0054\\/"}', { type: 'T/' }],
    ['a name twice', '{"specversion":"1.0","id":"ID","source":"/t","type":"S","type":"T"}', { type: 'T' }],
    [
      'a name twice within its data',
      '{"specversion":"1.0","id":"ID","source":"/t","type":"T","data":{"a":1,"a":2}}',
      { data: { a: 2 } },
    ],
    [
      'attributes of the bus, and without a value',
      '{"specversion":"1.0","id":"ID","source":"/t","type":"T","position":1,"storedtime":"x","subject":null}',
      { type: 'T' },
    ],
  ])('stores a text with %s in its compact form, once', async (_what, form, expected) => {
    const text = ofText(form);
    const single = await post(text, { 'Content-Type': STRUCTURED });
    const stored = await asStored(single.body.position);
    expect(JSON.parse(stored)).toMatchObject({ position: single.body.position, ...expected });
    expect(stored).toBe(JSON.stringify(JSON.parse(stored)));
    for (const body of [`[ ${text} ]`, `[${text}]`]) {
      const batch = await post(body, { 'Content-Type': BATCH });
      expect([batch.status, batch.body[0].position]).toEqual([200, single.body.position]);
    }
    const other = text.replace(/"id":"[^"]+"/, `"id":"${randomUUID()}"`);
    const batch = await post(`[${other}]`, { 'Content-Type': BATCH });
    const storedInBatch = await asStored(batch.body[0].position);
    expect(storedInBatch).toBe(JSON.stringify(JSON.parse(storedInBatch)));
    expect(JSON.parse(storedInBatch)).toMatchObject({ ...expected, position: batch.body[0].position });
  });

  it('stores data with the name of a prototype as it came', async () => {
    const data = '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}';
    const { body } = await post(`{"type":"T","data":${data}}`, { 'Content-Type': 'application/json' });
    expect(await asStored(body.position)).toContain(`"data":${data}`);
  });

  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const raw = (data: string) => JSON.stringify(event()).replace(/}$/, `,"data":${data}}`);
  const plain = { 'Content-Type': 'application/json' };
  const single = { 'Content-Type': STRUCTURED };
  it.each<[string, string | Buffer, Record<string, string>, number, string]>([
    ['no content type', '{}', { 'Content-Type': '' }, 415, 'request.unsupported_media_type'],
    ['another content type', '{}', { 'Content-Type': 'text/html' }, 415, 'request.unsupported_media_type'],
    [
      'another charset',
      '{}',
      { 'Content-Type': `${STRUCTURED}; charset=utf-16` },
      415,
      'request.unsupported_media_type',
    ],
    [
      'a content encoding',
      '{}',
      { ...single, 'Content-Encoding': 'gzip' },
      415,
      'request.unsupported_media_type',
    ],
    [
      'a header with the name of a prototype',
      '{}',
      {
        ...plain,
        'ce-specversion': '1.0',
        'ce-id': '1',
        'ce-source': '/s',
        'ce-type': 'T',
        'ce-__proto__': 'x',
      },
      400,
      'event.invalid',
    ],
    ['no JSON', '{"type":', plain, 400, 'request.bad_json'],
    ['an empty body', '', plain, 400, 'request.bad_json'],
    ['bad UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), plain, 400, 'request.bad_encoding'],
    ['a number for an event', '7', single, 400, 'event.invalid'],
    [
      'a batch with an event that is no JSON',
      '[{"id":1},{"id":x}]',
      { 'Content-Type': BATCH },
      400,
      'request.bad_json',
    ],
    ['the end of a batch', ']', { 'Content-Type': BATCH }, 400, 'request.bad_json'],
    [
      'a batch in bad UTF-8',
      Buffer.from([0x5b, 0x7b, 0xff, 0x7d, 0x5d]),
      { 'Content-Type': BATCH },
      400,
      'request.bad_encoding',
    ],
    ['null for a plain event', 'null', plain, 400, 'event.invalid'],
    ['an object for a batch', '{}', { 'Content-Type': BATCH }, 400, 'event.invalid'],
    ['a CloudEvent as plain', JSON.stringify(event()), plain, 400, 'event.invalid'],
    ['no specversion', JSON.stringify(event({ specversion: undefined })), single, 400, 'event.invalid'],
    ['another specversion', JSON.stringify(event({ specversion: '0.3' })), single, 400, 'event.invalid'],
    ['an empty id', JSON.stringify(event({ id: '' })), single, 400, 'event.invalid'],
    ['no source', JSON.stringify(event({ source: undefined })), single, 400, 'event.invalid'],
    ['a number as type', JSON.stringify(event({ type: 1 })), single, 400, 'event.invalid'],
    ['a time that is none', JSON.stringify(event({ time: 'yesterday' })), single, 400, 'event.invalid'],
    ...[
      '2026-13-01T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00:00+24:00',
    ].map((time): [string, string, Record<string, string>, number, string] => [
      `the time ${time}`,
      JSON.stringify(event({ time })),
      single,
      400,
      'event.invalid',
    ]),
    ['a dataschema that is no URI', JSON.stringify(event({ dataschema: 'x' })), single, 400, 'event.invalid'],
    ['an attribute with a capital letter', JSON.stringify(event({ Foo: 'x' })), single, 400, 'event.invalid'],
    ['an object as attribute', JSON.stringify(event({ foo: {} })), single, 400, 'event.invalid'],
    ['a line end in an attribute', JSON.stringify(event({ subject: 'a\nb' })), single, 400, 'event.invalid'],
    ['DEL in an attribute', JSON.stringify(event({ subject: 'a\u007fb' })), single, 400, 'event.invalid'],
    [
      'a C1 control in an attribute',
      JSON.stringify(event({ subject: '\u0085' })),
      single,
      400,
      'event.invalid',
    ],
    ['half a surrogate pair', JSON.stringify(event({ subject: 'a\ud800' })), single, 400, 'event.invalid'],
    [
      'data and data_base64',
      JSON.stringify(event({ data: 1, data_base64: 'AA==' })),
      single,
      400,
      'event.invalid',
    ],
    ['data too deep', raw(nested(65)), single, 400, 'event.invalid'],
    ['data far too deep', raw(nested(100_000)), single, 400, 'event.invalid'],
    ['an integer that a double cannot hold', raw('12345678901234567890'), single, 400, 'event.invalid'],
    ['a number beyond a double', raw('1e999'), single, 400, 'event.invalid'],
    ['a bad ce- header', '', { 'ce-specversion': '1.0', 'ce-id': '%zz' }, 400, 'event.invalid'],
    ['a ce- header in no UTF-8', '', { 'ce-specversion': '1.0', 'ce-id': '\u00fc' }, 400, 'event.invalid'],
    ...['datacontenttype', 'data', 'data_base64'].map(
      (name): [string, string, Record<string, string>, number, string] => [
        `ce-${name}`,
        '{}',
        {
          ...plain,
          'ce-specversion': '1.0',
          'ce-id': '1',
          'ce-source': '/s',
          'ce-type': 'T',
          [`ce-${name}`]: 'x',
        },
        400,
        'event.invalid',
      ],
    ),
    [
      'bytes beyond ASCII in us-ascii',
      '"ü"',
      { 'Content-Type': `${STRUCTURED}; charset=us-ascii` },
      400,
      'request.bad_encoding',
    ],
    [
      'an event over 256 KiB',
      JSON.stringify(event({ data: 'x'.repeat(256 * 1024) })),
      single,
      413,
      'event.too_large',
    ],
    ['a body over 4 MiB', ' '.repeat(4 * 1024 * 1024 + 1), single, 413, 'request.too_large'],
    [
      '1001 events',
      JSON.stringify(Array.from({ length: 1001 }, () => event())),
      { 'Content-Type': BATCH },
      413,
      'batch.too_many_events',
    ],
  ])('refuses %s', async (_what, body, headers, status, code) => {
    const { head } = bus.log;
    const response = await post(body, headers);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect({ status: response.status, code: response.body.code }).toEqual({ status, code });
    expect(response.body.detail).not.toBe('');
    expect(bus.log.head).toBe(head);
  });

  it('takes data that is just not too deep', async () => {
    expect((await post(raw(nested(64)), single)).status).toBe(201);
  });
});
