import assert from 'node:assert/strict';
import type { BlogSystem } from '../../harness/blog-system';
import type { Attack } from './attack';

const GUESSES = 50;
const KEYS = 10;
const TIMES = 20;
const REFUSALS = ['idempotency.under_way', 'service.overloaded'];

/**
 * Sends other content with somebody else's Idempotency-Key, and the same content many times in parallel with its own keys: it
 * gets nobody else's answer, and nothing is created twice.
 */
export const reusedKeys: Attack = {
  name: 'reused keys',
  async run(blog, random) {
    const tag = String(random.integer(1, 1_000_000_000));
    const honest = await send(blog, `honest ${tag}`, `Honest ${tag}`);
    assert.equal(honest.status, 201);
    for (let n = 0; n < GUESSES; n += 1) {
      const { code } = await send(blog, `honest ${tag}`, `Guess ${tag}`);
      assert.equal(code, 'idempotency.key_reused');
    }
    const storm = Array.from({ length: KEYS * TIMES }, (_, n) => `Storm ${tag} ${n % KEYS}`);
    const answers = await Promise.all(storm.map((title) => send(blog, title, title)));
    for (const { status, code = '' } of answers) assert.ok(status === 201 || REFUSALS.includes(code), code);
    assert.deepEqual(await send(blog, `honest ${tag}`, `Honest ${tag}`), honest);
    const titles = (await blog.ownPosts()).map(({ title }) => title).filter((title) => title.includes(tag));
    assert.deepEqual(
      titles.sort(),
      [...new Set([`Honest ${tag}`, ...storm])].sort(),
      'made twice, or not at all',
    );
  },
};

async function send(blog: BlogSystem, key: string, title: string) {
  const response = await fetch(`${blog.url('posts')}/posts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"` },
    body: JSON.stringify({ title }),
  });
  const { code, id } = (await response.json()) as { code?: string; id?: string };
  return { status: response.status, code, id };
}
