import type { Server } from 'node:http';
import request from 'supertest';

/**
 * What every route that takes a JSON body answers to bad input. `body` is a good one; `server` is asked for when a test
 * runs.
 */
export function jsonRouteSuite(route: {
  server: () => Server;
  method: 'post' | 'patch';
  path: () => string;
  bytesMax: number;
}): void {
  const { method, bytesMax } = route;
  const send = (body: string | Buffer, type: string) =>
    request(route.server())
      [method](route.path())
      .set('Content-Type', type)
      .serialize((given) => given)
      .send(body as string);

  const cases: [name: string, body: string | Buffer, type: string, status: number, code: string][] = [
    ['no JSON type', 'title=x', 'application/x-www-form-urlencoded', 415, 'request.unsupported_media_type'],
    ['another charset', '{}', 'application/json; charset=utf-16', 415, 'request.unsupported_media_type'],
    ['broken JSON', '{"title":', 'application/json', 400, 'request.bad_json'],
    ['JSON that is no object', '"text"', 'application/json', 400, 'request.bad_json'],
    ['an array', '[]', 'application/json', 400, 'request.invalid'],
    ['no fields', '{}', 'application/json', 400, 'request.invalid'],
    ['text of another type', '{"title":5,"content":5}', 'application/json', 400, 'request.invalid'],
    [
      'bytes that are no UTF-8',
      Buffer.from([0x22, 0xc3, 0x28, 0x22]),
      'application/json',
      400,
      'request.bad_encoding',
    ],
    ['too much', `"${'a'.repeat(bytesMax)}"`, 'application/json', 413, 'request.too_large'],
  ];

  it.each(cases)('refuses %s', async (_name, body, type, status, code) => {
    const response = await send(body, type);
    expect(response.type).toBe('application/problem+json');
    expect(response.body).toMatchObject({ status, code });
    expect(response.status).toBe(status);
  });

  it('passes over a byte order mark', async () => {
    const response = await send('\ufeff[]', 'application/json');
    expect([response.status, response.body.code]).toEqual([400, 'request.invalid']);
  });

  it.each(['utf8', 'us-ascii', 'ISO-8859-1'])('reads a body in %s', async (charset) => {
    const response = await send('[]', `application/json; charset=${charset}`);
    expect([response.status, response.body.code]).toEqual([400, 'request.invalid']);
  });

  it('refuses a compressed body, and says what it takes', async () => {
    const response = await request(route.server())
      [method](route.path())
      .set('Content-Encoding', 'gzip')
      .send({});
    expect([response.status, response.body.code]).toEqual([415, 'request.unsupported_media_type']);
    expect(response.headers['accept-encoding']).toBe('identity');
  });

  it('refuses a request without a content type', async () => {
    const response = await fetch(
      `http://127.0.0.1:${(route.server().address() as { port: number }).port}${route.path()}`,
      { method: method.toUpperCase(), body: new Uint8Array(Buffer.from('{}')) },
    );
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: 'request.unsupported_media_type' });
  });
}
