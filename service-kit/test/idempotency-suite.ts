import type { Server } from 'node:http';
import request from 'supertest';

const DAY_MS = 24 * 60 * 60 * 1000;

interface HeldTransaction {
  /** Resolves once it has begun. */
  readonly begun: Promise<void>;
  end(): void;
}

/** What every POST that makes something promises about `Idempotency-Key`. `body` is what it takes, another one for each `n`. */
export function idempotencySuite(route: {
  server: () => Server;
  path: () => string;
  body: (n: number) => object;
  /** How many things there are. */
  count: () => Promise<number>;
  /** The same service again, after a stop. */
  restart: () => Promise<unknown>;
  /** Keeps the next transaction from its end. */
  hold: () => Promise<HeldTransaction>;
}): void {
  const { path, body, count } = route;
  const create = (key: string, n = 1) =>
    request(route.server()).post(path()).set('Idempotency-Key', key).send(body(n));
  const answerOf = ({ status, text, headers }: request.Response) => [
    status,
    text,
    headers.location,
    headers.etag,
  ];

  it('gives the same answer to the same request with the same key, and makes one thing', async () => {
    const before = await count();
    const first = await create('"same"');
    expect(first.status).toBe(201);
    expect(answerOf(await create('"same"'))).toEqual(answerOf(first));
    expect(answerOf(await create('same'))).toEqual(answerOf(first));
    expect(await count()).toBe(before + 1);
    await route.restart();
    expect(answerOf(await create('"same"'))).toEqual(answerOf(first));
    expect((await create('"same, too"')).body.id).not.toBe(first.body.id);
    expect(await count()).toBe(before + 2);
  });

  it('gives the first answer, whatever became of the thing', async () => {
    const first = await create('"changed"');
    const url = new URL(first.headers.location as string, `http://service${path()}`).pathname;
    await request(route.server()).patch(url).send(body(2));
    expect(answerOf(await create('"changed"'))).toEqual(answerOf(first));
  });

  it('refuses another request with the same key', async () => {
    await create('"other"', 1);
    const { status, body: problem, type } = await create('"other"', 2);
    expect([status, problem.code, type]).toEqual([422, 'idempotency.key_reused', 'application/problem+json']);
  });

  it('makes one thing of many that come at once, and says of the others that it is under way', async () => {
    const before = await count();
    const held = await route.hold();
    const first = create('"at once"').then((response) => response);
    await held.begun;
    const { status, body: problem } = await create('"at once"');
    expect([status, problem.code]).toEqual([409, 'idempotency.under_way']);
    expect((await create('"at once"', 2)).status).toBe(422);
    held.end();
    expect((await first).status).toBe(201);
    expect(answerOf(await create('"at once"'))).toEqual(answerOf(await first));
    expect(await count()).toBe(before + 1);
  });

  it('keeps no answer of what was refused', async () => {
    const refused = await request(route.server()).post(path()).set('Idempotency-Key', '"no"').send({});
    expect(refused.status).toBe(400);
    expect((await create('"no"')).status).toBe(201);
  });

  it('knows a key for a day', async () => {
    const first = await create('"day"');
    const keptAt = Date.now();
    const now = jest.spyOn(Date, 'now');
    try {
      now.mockReturnValue(keptAt + DAY_MS - 10_000);
      expect((await create('"day"')).body.id).toBe(first.body.id);
      now.mockReturnValue(keptAt + DAY_MS + 10_000);
      expect((await create('"day"')).body.id).not.toBe(first.body.id);
    } finally {
      now.mockRestore();
    }
  });

  it.each(['""', '"half', 'two words', '"a", "b"', `"${'x'.repeat(256)}"`])(
    'refuses the key %s',
    async (key) => {
      const { status, body: problem } = await create(key);
      expect([status, problem.code]).toEqual([400, 'idempotency.bad_key']);
    },
  );
}
