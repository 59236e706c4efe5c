import type { Server } from 'node:http';
import request from 'supertest';

/** What every route that takes a text keeps of it, and which texts it refuses with which code. */
export function textSuite(route: {
  server: () => Server;
  method: 'post' | 'patch';
  path: () => string;
  field: 'title' | 'content';
  codePrefix: string;
  charactersMax: number;
  multiline: boolean;
}): void {
  const { method, field, codePrefix, charactersMax, multiline } = route;
  const send = (text: unknown) =>
    request(route.server())
      [method](route.path())
      .send({ [field]: text });
  const kept = async (text: string) => {
    const response = await send(text);
    expect(response.body).not.toHaveProperty('code');
    return response.body[field];
  };

  const longest = '🍊'.repeat(charactersMax);

  it(`takes ${charactersMax} characters, counted as code points`, async () => {
    expect(await kept(longest)).toBe(longest);
  });

  it('trims white space around a text and keeps that within', async () => {
    expect(await kept('  a  b\u3000')).toBe('a  b');
  });

  it('normalises to Unicode NFC', async () => {
    expect(await kept('Cafe\u0301')).toBe('Caf\u00e9');
  });

  it('keeps any other text as it is', async () => {
    for (const text of [
      '<b>&amp;</b>',
      'مرحبا',
      '日本語',
      '👩‍👩‍👧‍👦',
      "Robert'); DROP TABLE posts;--",
      '__proto__',
    ]) {
      expect(await kept(text)).toBe(text);
    }
  });

  it.each([
    ['an empty text', '', 'empty'],
    ['only white space', ' \n\t ', 'empty'],
    [`${charactersMax + 1} characters`, `${longest}a`, 'too_long'],
    ['a control character', 'a\u0000b', 'control_character'],
    ['an escape', 'a\u001b[31mb', 'control_character'],
    ['half a surrogate pair', 'a\ud83c', 'malformed'],
    ['a noncharacter', 'a\ufffe', 'malformed'],
    ['what cannot be seen', '\u{1d159}\u{13441}', 'empty'],
  ])('refuses %s', async (_name, text, fault) => {
    const response = await send(text);
    expect(response.status).toBe(400);
    expect(response.body.code).toBe(`${codePrefix}_${fault}`);
    expect(response.body.errors).toEqual([
      { pointer: `/${field}`, code: `${codePrefix}_${fault}`, detail: expect.any(String) },
    ]);
  });

  it(multiline ? 'takes line breaks and tabs' : 'refuses line breaks', async () => {
    const response = await send('a\n\tb');
    if (multiline) expect(response.body[field]).toBe('a\n\tb');
    else expect(response.body.code).toBe(`${codePrefix}_control_character`);
  });
}
