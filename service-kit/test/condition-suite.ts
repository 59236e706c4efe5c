import type { Server } from 'node:http';
import request from 'supertest';

/**
 * What a thing with a version promises about conditional requests (RFC 9110, 13). `make` makes one with version 1, and answers
 * its path; `body` is what `PATCH` takes, another one for each `n`.
 */
export function conditionSuite(thing: {
  server: () => Server;
  make: () => Promise<string>;
  body: (n: number) => object;
  changedCode: string;
}): void {
  const { make, body, changedCode } = thing;
  const api = () => request(thing.server());
  const read = (path: string, headers: Record<string, string> = {}) => api().get(path).set(headers);
  const patch = (path: string, n: number, headers: Record<string, string>) =>
    api().patch(path).set(headers).send(body(n));

  it('has an ETag that follows from its version', async () => {
    const path = await make();
    const first = await read(path);
    expect(first.headers.etag).toMatch(/^"1(-[a-z]+)?"$/);
    const edited = await patch(path, 2, {});
    expect(edited.headers.etag).toMatch(/^"2(-[a-z]+)?"$/);
    expect((await read(path)).headers.etag).toBe(edited.headers.etag);
  });

  it('is not sent again to those who have it', async () => {
    const path = await make();
    const { etag } = (await read(path)).headers as { etag: string };
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await read(path, { 'If-None-Match': tags });
      expect([tags, response.status, response.text, response.headers.etag]).toEqual([tags, 304, '', etag]);
    }
    expect((await read(path, { 'If-None-Match': '"0"' })).status).toBe(200);
    await patch(path, 2, {});
    expect((await read(path, { 'If-None-Match': etag })).status).toBe(200);
  });

  it('is changed only as the version that was meant', async () => {
    const path = await make();
    const { etag } = (await read(path)).headers as { etag: string };
    for (const tags of ['"2"', `W/${etag}`, '"x", "7"', '""']) {
      const refused = await patch(path, 2, { 'If-Match': tags });
      expect([tags, refused.status, refused.type]).toEqual([tags, 412, 'application/problem+json']);
      expect(refused.body).toMatchObject({ code: changedCode, version: 1 });
      const kept = await api().delete(path).set('If-Match', tags);
      expect([kept.status, kept.body.code]).toEqual([412, changedCode]);
    }
    expect((await patch(path, 2, { 'If-Match': etag })).body.version).toBe(2);
    expect((await patch(path, 3, { 'If-Match': '"x" , "2"' })).body.version).toBe(3);
    expect((await patch(path, 4, { 'If-Match': '*' })).body.version).toBe(4);
    expect((await patch(path, 5, { 'If-None-Match': '"4"' })).status).toBe(412);
    expect((await read(path, { 'If-Match': '"9"' })).status).toBe(412);
    expect((await api().delete(path).set('If-Match', '"4"')).status).toBe(204);
    expect((await api().delete(path).set('If-Match', '"4"')).status).toBe(404);
  });

  it('is as it was wanted already, whatever its version was when that was sent', async () => {
    const path = await make();
    expect((await patch(path, 2, { 'If-Match': '"1"' })).status).toBe(200);
    const again = await patch(path, 2, { 'If-Match': '"1"' });
    expect([again.status, again.body.version]).toEqual([200, 2]);
  });

  const malformed = [
    '1',
    'x',
    '"1',
    '',
    '**',
    'w/"1"',
    'garbage"1"',
    '"1"garbage',
    '"1" "1"',
    '"01"',
    '"1-garbage"',
    '"1-"',
    '*, "1"',
    '"1", x',
  ];

  it.each(malformed)('is not changed by an If-Match that is malformed: %s', async (tags) => {
    const path = await make();
    const response = await patch(path, 2, { 'If-Match': tags });
    expect([response.status, response.body.code]).toEqual([412, changedCode]);
    const kept = await api().delete(path).set('If-Match', tags);
    expect([kept.status, kept.body.code]).toEqual([412, changedCode]);
  });

  it('takes a list with empty elements, and with commas in its tags', async () => {
    const path = await make();
    expect((await patch(path, 2, { 'If-Match': ', "x,y" ,, "1",' })).body.version).toBe(2);
  });

  it.each(['"1" "2"', 'w/"2"', 'x'])(
    'is not changed by an If-None-Match that is malformed: %s',
    async (tags) => {
      const path = await make();
      expect((await patch(path, 2, { 'If-None-Match': tags })).status).toBe(412);
    },
  );
}
