import assert from 'node:assert/strict';
import type { Blog } from '../../harness/blog';
import type { BlogSystem } from '../../harness/blog-system';
import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { fetchWhenFree } from './fetch-when-free';
import { publishPlain } from './publish-plain';

const TYPE = 'abuse.hostile';

const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, n) => {
    const next = { $ref: `#/$defs/d${n + 1}` };
    return [`d${n}`, { allOf: [next, next] }];
  }),
);
/** Each would take V8 1 s to compile, and again at the first publish. */
const letters = (n: number) => ({ pattern: `^${'\\p{L}'.repeat(90)}{${n}}$` });
const alternatives = Array.from({ length: 900 }, (_, n) => ({ const: { n } }));

/** Schemas that would block any service that validates with them, if they were accepted. */
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
/** Number of schemas registered in parallel. */
const STORM = 50;
const AHEAD = 25;
const LEAVING = 400;
const LEAVING_AT_ONCE = 20;
const LEAVES_AFTER_MS = 100;
const LOCKS = 25;
const BOUNDED: readonly unknown[] = [
  { $ref: '#' },
  { $ref: '#/$defs/d0', $defs: { ...doubling, d40: {} } },
  { items: { anyOf: [...alternatives, true] } },
];

/**
 * Types whose schemas are designed to keep the bus busy: the schema is refused, or its work is limited, and no other type is
 * affected.
 */
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

/** Registers with large bodies and disconnects before their turn: the bus must not keep them in memory. */
async function leaveAtOnce(blog: BlogSystem): Promise<void> {
  const except = Array.from({ length: 10_000 }, (_, n) => 1e6 + n);
  const ahead = Array.from({ length: AHEAD }, (_, n) => register(blog, costly(n), `${TYPE}.ahead.${n}`));
  for (let n = 0; n < LEAVING; n += LEAVING_AT_ONCE) {
    const leaving = Array.from({ length: LEAVING_AT_ONCE }, (_, m) => {
      const body = JSON.stringify({ schema: costly(n + m), except });
      const signal = AbortSignal.timeout(LEAVES_AFTER_MS);
      return fetch(url(blog, `${TYPE}.${n + m}`), { ...request(body), signal }).then(discard);
    });
    await Promise.allSettled(leaving);
    expectMemory(blog, 'event-bus');
  }
  for (const answer of await Promise.all(ahead)) {
    assert.equal(answer.status, 422, 'a schema that others were behind');
    await discard(answer);
  }
}

/** Registers one type repeatedly, each time with another schema, which triggers a scan of the whole history. */
async function lockType(blog: Blog): Promise<void> {
  const locking = Promise.allSettled(
    Array.from({ length: LOCKS }, (_, n) =>
      fetch(url(blog, `${TYPE}.lock`), request(JSON.stringify({ schema: { title: `lock ${n}` } }))),
    ),
  );
  const removed = await fetchWhenFree(url(blog), { method: 'DELETE' });
  assert.equal(removed.status, 404, 'a removal beside registrations');
  const exempted = await fetchWhenFree(`${url(blog)}/exempt`, request(JSON.stringify({ through: 0 })));
  assert.equal(exempted.status, 200, 'an exemption beside registrations');
  // During other attacks a connection may be cut.
  const answers = (await locking).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const statuses = answers.map(({ status }) => status);
  assert(statuses.includes(503), 'every registration of one type was made, not only the latest that waited');
  for (const status of statuses) {
    assert([200, 201, 503].includes(status), `a registration was answered ${status}`);
  }
  await Promise.all([...answers, removed, exempted].map(discard));
  await fetchWhenFree(url(blog, `${TYPE}.lock`), { method: 'DELETE' });
}

const discard = (answer: Response) => answer.arrayBuffer();

/** Takes as long to compile as allowed, and is then refused for its last subschema. */
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
