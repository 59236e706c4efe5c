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
const BOUNDED: readonly unknown[] = [
  { $ref: '#' },
  { $ref: '#/$defs/d0', $defs: { ...doubling, d40: {} } },
  { items: { anyOf: [...alternatives, true] } },
];

/** Types whose schemas are made to keep the bus busy: each is refused, or its work is, and their type is nobody else's. */
export const hostileTypes: Attack = {
  name: 'hostile types',
  async run(blog) {
    const storm = Array.from({ length: STORM }, (_, n) => register(blog, costly(n)));
    const { status } = await publishPlain(blog, { type: 'Honest' });
    assert.equal(status, 201, 'a publish beside the storm');
    for (const answer of await Promise.all(storm)) {
      assert.equal(answer.status, 422, 'a schema of a storm');
      await answer.arrayBuffer();
    }
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

/** Takes as long to compile as may be, and is then refused for its last subschema. */
const costly = (n: number) => ({
  allOf: [
    ...Array.from({ length: 20 }, (_, m) => ({ pattern: `^\\p{L}{${n * 20 + m}}$` })),
    ...Array.from({ length: 900 }, () => ({ type: 'string' })),
    { type: 'text' },
  ],
});

const url = (blog: Blog) => `${blog.url('event-bus')}/types/${TYPE}`;

function register(blog: Blog, schema: unknown): Promise<Response> {
  return fetchWhenFree(url(blog), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ schema }),
  });
}
