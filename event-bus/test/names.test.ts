import { request } from 'node:http';
import { BusUnderTest } from './bus-under-test';

describe('a name that no path can hold', () => {
  let bus: BusUnderTest;
  beforeAll(async () => {
    bus = await new BusUnderTest().open();
    await bus.publish(1);
  });
  afterAll(() => bus.close());

  /** Sends a path as it is, as no other client does. */
  const send = (method: string, path: string, body: object = {}) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const call = request(bus.url, { method, path, headers: { 'Content-Type': 'application/json' } });
      call.once('error', reject).once('response', async (response) => {
        let text = '';
        for await (const part of response) text += part;
        resolve({ status: response.statusCode, body: text });
      });
      if (method === 'GET') call.end();
      else call.end(JSON.stringify(body));
    });

  const subscription = { url: 'http://127.0.0.1:1/' };
  const report = { instance: '-', checkpoint: 0, error: null };
  const names = ['.', '..', '%2e', '%2E%2e', '.%2E', '%2e.'];
  it.each(
    names.flatMap((name): [string, string, object][] => [
      ['PUT', `/types/${name}`, { schema: true }],
      ['PUT', `/types/${name}/exempt`, { through: 1 }],
      ['PUT', `/subscriptions/${name}`, subscription],
      ['PUT', `/followers/${name}`, report],
      ['GET', `/events?follower=${name}`, {}],
    ]),
  )('is refused where it is given: %s %s', async (method, path, body) => {
    const answer = await send(method, path, body);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([400, 'request.invalid']);
    expect(answer.body).toContain('which no path can hold');
  });

  it('is refused, though it would have to be decoded twice, as a type', async () => {
    expect((await send('PUT', '/types/%252e%252E', { schema: true })).status).toBe(400);
  });

  it.each(['...', '.a', 'a..', '..b'])('is not %s', async (name) => {
    for (const [kind, body] of [
      ['types', { schema: true }],
      ['subscriptions', subscription],
    ] as const) {
      const url = `${bus.url}/${kind}/${encodeURIComponent(name)}`;
      const headers = { 'Content-Type': 'application/json' };
      const made = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
      const removed = await fetch(url, { method: 'DELETE' });
      expect([kind, made.status, removed.status]).toEqual([kind, 201, 204]);
    }
  });
});
