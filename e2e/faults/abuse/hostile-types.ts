import assert from 'node:assert/strict';
import type { Blog } from '../../harness/blog';
import type { Attack } from './attack';
import { fetchWhenFree } from './fetch-when-free';
import { publishPlain } from './publish-plain';

const TYPE = 'abuse.hostile';

const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, n) => {
    const next = { $ref: `#/$defs/d${n + 1}` };
    return [`d${n}`, { allOf: [next, next] }];
  }),
);
/** Each would take V8 a second to compile, and again at the first publish. */
const letters = (n: number) => ({ pattern: `^${'\\p{L}'.repeat(90)}{${n}}$` });
const alternatives = Array.from({ length: 900 }, (_, n) => ({ const: { n } }));

/** Schemas that would block whoever checks with them, if they were let. */
const REFUSED: readonly unknown[] = [
  { pattern: '^(a+)+$' },
  { pattern: '(.*a){20}' },
  { $ref: 'http://127.0.0.1:1/schema' },
  { anyOf: Array.from({ length: 2_000 }, () => ({})) },
  { const: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) },
  { description: 'x'.repeat(100_000) },
  { allOf: Array.from({ length: 55 }, (_, n) => letters(n)) },
  { pattern: `^[${'\\p{L}'.repeat(98)}]$` },
  7,
];
/** As many at once as a storm of them has. */
const STORM = 50;
const LEAVING = 200;
const LOCKS = 25;
/** One registration rests for a second at most; a change that waited for those before it would take as many. */
const PROMPT_MS = 3_000;
const BOUNDED: readonly unknown[] = [
  { $ref: '#' },
  { $ref: '#/$defs/d0', $defs: { ...doubling, d40: {} } },
  { items: { anyOf: [...alternatives, true] } },
];

/** Types whose schemas are made to keep the bus busy: each is refused, or its work is, and their type is nobody else's. */
export const hostileTypes: Attack = {
  name: 'hostile types',
  async run(blog) {
    await storm(blog);
    await leaveAtOnce(blog);
    await lockType(blog);
    for (const schema of REFUSED) {
      const { status } = await register(blog, schema);
      assert([400, 422].includes(status), `a hostile schema was answered ${status}`);
    }
    for (const schema of BOUNDED) {
      const registered = await register(blog, schema);
      assert(registered.ok, `a schema that is only costly was refused: ${await registered.text()}`);
      const { status } = await publishPlain(blog, { type: TYPE, data: Array(60_000).fill({}) });
      assert.equal(status, 413, 'a check without an end was not refused');
      await fetchWhenFree(url(blog), { method: 'DELETE' });
    }
  },
};

async function storm(blog: Blog): Promise<void> {
  const registrations = Array.from({ length: STORM }, (_, n) => register(blog, costly(n), `${TYPE}.${n}`));
  const { status } = await publishPlain(blog, { type: 'Honest' });
  assert.equal(status, 201, 'a publish beside the storm');
  for (const answer of await Promise.all(registrations)) {
    assert.equal(answer.status, 422, 'a schema of a storm');
    await answer.arrayBuffer();
  }
}

/** Registers with large bodies, and is gone before their turn comes: they must not wait for it. */
async function leaveAtOnce(blog: Blog): Promise<void> {
  const except = Array.from({ length: 10_000 }, (_, n) => n + 1);
  const ahead = register(blog, costly(STORM));
  const leaving = Array.from({ length: LEAVING }, (_, n) => {
    const body = JSON.stringify({ schema: costly(n), except });
    return fetch(url(blog, `${TYPE}.${n}`), { ...request(body), signal: AbortSignal.timeout(500) });
  });
  for (const answer of await Promise.allSettled(leaving)) {
    if (answer.status === 'fulfilled') await answer.value.arrayBuffer().catch(() => {});
  }
  await (await ahead).arrayBuffer();
  const began = performance.now();
  const { status } = await register(blog, { type: 'text' });
  assert.equal(status, 422, 'a registration after those that have left');
  assertPrompt(began, 'a registration after those that have left');
}

/** Registers one type again and again, each time with another schema, which looks through the whole history. */
async function lockType(blog: Blog): Promise<void> {
  const locking = Array.from({ length: LOCKS }, (_, n) =>
    fetch(url(blog, `${TYPE}.lock`), request(JSON.stringify({ schema: { title: `lock ${n}` } }))),
  );
  const began = performance.now();
  const removed = await fetchWhenFree(url(blog, `${TYPE}.none`), { method: 'DELETE' });
  assert.equal(removed.status, 404, 'a removal beside registrations');
  const exempted = await fetchWhenFree(`${url(blog)}/exempt`, {
    ...request(JSON.stringify({ through: 0 })),
  });
  assert.equal(exempted.status, 200, 'an exemption beside registrations');
  const registered = await register(blog, { type: 'text' });
  assert.equal(registered.status, 422, 'a registration of another type');
  assertPrompt(began, 'changes beside many registrations of one type');
  for (const answer of await Promise.all(locking)) {
    assert([200, 201, 503].includes(answer.status), `a registration of many was answered ${answer.status}`);
    await answer.arrayBuffer();
  }
  await fetchWhenFree(url(blog, `${TYPE}.lock`), { method: 'DELETE' });
}

function assertPrompt(began: number, what: string): void {
  const tookMs = performance.now() - began;
  assert(tookMs < PROMPT_MS, `${what} took ${Math.round(tookMs)} ms`);
}

/** Takes as long to compile as may be, and is then refused for its last subschema. */
const costly = (n: number) => ({
  allOf: [
    ...Array.from({ length: 20 }, (_, m) => ({ pattern: `^\\p{L}{${n * 20 + m}}$` })),
    ...Array.from({ length: 900 }, () => ({ type: 'string' })),
    { type: 'text' },
  ],
});

const url = (blog: Blog, type = TYPE) => `${blog.url('event-bus')}/types/${type}`;

const request = (body: string) => ({
  method: 'PUT',
  headers: { 'Content-Type': 'application/json' },
  body,
});

function register(blog: Blog, schema: unknown, type = TYPE): Promise<Response> {
  return fetchWhenFree(url(blog, type), request(JSON.stringify({ schema })));
}
