import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { propertyRuns } from '../../../../service-kit/test/property-runs';
import { compileSchema } from './compile-schema';
import { StepBudget } from './step-budget';

const STEPS_MAX = 5_000_000;

/** Every place that does not fit, or undefined. */
function misfitOf(schema: unknown, value: unknown): string[] | undefined {
  const misfit = compileSchema(schema)(value, new StepBudget(STEPS_MAX));
  return misfit?.faults.map(({ pointer }) => pointer);
}

/** What a well-known validator says of the same. */
const otherValidator = (schema: object | boolean) =>
  new Ajv2020({ strict: false, validateFormats: false, ownProperties: true, logger: false }).compile(schema);

/** Not `toString`: that other validator crashes on it, where values are compared. */
const names = fc.constantFrom('a', 'b', 'c', 'a/b', '~');
const texts = fc.oneof(fc.constantFrom('', 'a', 'ab', '😀', '😀b', 'abcdef', 'b1'), fc.string());
const numbers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, 1.5, -0.25, 1e6));
const simple = fc.oneof(fc.constant(null), fc.boolean(), numbers, texts);

/** Members of a few names. */
const objectOf = <Value>(values: fc.Arbitrary<Value>) =>
  fc
    .array(fc.tuple(names, values), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, Value>);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simple,
    fc.array(tie('value'), { maxLength: 4 }),
    objectOf(tie('value')),
  ),
}));

const count = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'string', 'integer');
const pattern = fc.constantFrom('^a', '^[a-b]+$', '^(?:a|b\\d)$', '^\\p{L}*$', '^.{2}$', '^$');

const { schema } = fc.letrec<{ schema: object | boolean }>((tie) => {
  const one = tie('schema');
  const several = fc.array(one, { minLength: 1, maxLength: 3 });
  const keywords: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    const: value,
    enum: fc.uniqueArray(value, { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one) }),
    minimum: numbers,
    exclusiveMaximum: numbers,
    multipleOf: fc.constantFrom(1, 2, 0.5),
    minLength: count,
    maxLength: count,
    pattern,
    minItems: count,
    maxItems: count,
    uniqueItems: fc.boolean(),
    prefixItems: several,
    items: one,
    contains: one,
    minContains: count,
    maxContains: count,
    properties: objectOf(one),
    patternProperties: fc.tuple(pattern, one).map((entry) => Object.fromEntries([entry])),
    additionalProperties: one,
    propertyNames: one,
    required: fc.uniqueArray(names, { maxLength: 2 }),
    dependentRequired: objectOf(fc.uniqueArray(names, { maxLength: 2 })),
    dependentSchemas: objectOf(one),
    minProperties: count,
    maxProperties: count,
    allOf: several,
    anyOf: several,
    oneOf: several,
    not: one,
    if: one,
    // biome-ignore lint/suspicious/noThenProperty: the name of the keyword
    then: one,
    else: one,
  };
  // Chosen first, and then made: each of them may hold as many again.
  const chosen = fc
    .subarray(Object.keys(keywords), { maxLength: 3 })
    // With both, that other validator takes an empty array for one that contains something.
    .map((kept) => (kept.includes('contains') ? kept.filter((name) => name !== 'prefixItems') : kept));
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.boolean(),
      chosen.chain((kept) =>
        fc.record(Object.fromEntries(kept.map((name) => [name, keywords[name] as fc.Arbitrary<unknown>]))),
      ),
    ) as fc.Arbitrary<object | boolean>,
  };
});

it('finds nothing in an empty array, also beside schemas of its first items', () => {
  const schema = { prefixItems: [{ type: 'string' }], contains: { type: 'number' } };
  expect(misfitOf(schema, [])).toEqual(['']);
  expect(misfitOf(schema, ['a'])).toEqual(['']);
  expect(misfitOf(schema, ['a', 1])).toBeUndefined();
});

it('says of any value and schema what another validator says', () => {
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 5 }), (schema, values) => {
      const fits = otherValidator(schema);
      for (const one of values) expect([misfitOf(schema, one) === undefined, one]).toEqual([fits(one), one]);
    }),
    { numRuns: propertyRuns(200) },
  );
});

const tree = {
  $ref: '#/$defs/node',
  $defs: { node: { type: 'object', properties: { left: { $ref: '#/$defs/node' }, n: { type: 'integer' } } } },
};

it.each<[string, object | boolean, unknown, string]>([
  ['a member', { properties: { a: { type: 'string' } } }, { a: 1 }, '/a'],
  ['a missing member', { required: ['a'] }, {}, '/a'],
  ['a member that may not be there', { additionalProperties: false }, { 'a/b~': 1 }, '/a~1b~0'],
  ['an item', { items: { items: { maximum: 1 } } }, [[], [0, 2]], '/1/1'],
  ['what a reference leads to', tree, { left: { left: { n: 'x' } } }, '/left/left/n'],
  ['the whole', { type: 'object' }, null, ''],
  ['a name that every object inherits', { required: ['toString'] }, {}, '/toString'],
  ['a name that every object has', { properties: { toString: { const: 1 } } }, { toString: 2 }, '/toString'],
  ['__proto__', { additionalProperties: false }, JSON.parse('{"__proto__":1}'), '/__proto__'],
  ['an object of a list', { enum: [{ toString: 1 }] }, { toString: '' }, ''],
])('points to %s that does not fit', (_what, schema, value, pointer) => {
  expect(misfitOf(schema, value)).toEqual([pointer]);
});

it('points to everything that does not fit, but to one item of an array, and to 20 things at most', () => {
  const schema = {
    required: ['a'],
    properties: { b: { type: 'string', maxLength: 1 }, c: { items: false } },
  };
  expect(misfitOf(schema, { b: 1, c: [1, 2] })).toEqual(['/a', '/b', '/c/0']);
  const names = Array.from({ length: 30 }, (_, n) => `n${n}`);
  expect(misfitOf({ allOf: [{ required: names }, { required: names }] }, {})).toHaveLength(20);
});

it('takes values that are equal for equal, in whatever order their members are', () => {
  expect(misfitOf({ const: { a: 1, b: [0] } }, { b: [-0], a: 1 })).toBeUndefined();
  expect(
    misfitOf({ uniqueItems: true }, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toBeDefined();
});

it('counts characters of a text as JSON Schema does: by code points', () => {
  expect(misfitOf({ maxLength: 2, minLength: 2 }, '😀😀')).toBeUndefined();
  expect(misfitOf({ maxLength: 2 }, '😀😀😀')).toBeDefined();
  expect(misfitOf({ minLength: 2 }, '😀')).toBeDefined();
});

it('takes a multiple for one, as far as a double can tell', () => {
  expect(misfitOf({ multipleOf: 0.01 }, 19.99)).toBeUndefined();
  expect(misfitOf({ multipleOf: 0.01 }, 19.995)).toBeDefined();
});

it('takes format for the annotation that it is', () => {
  expect(misfitOf({ type: 'string', format: 'uuid' }, 'no UUID')).toBeUndefined();
});

const deep = (depth: number, inner: unknown, keyword = 'not'): unknown =>
  depth === 0 ? inner : { [keyword]: deep(depth - 1, inner, keyword) };

it.each<[string, unknown, string]>([
  ['no schema', 7, '/schema'],
  ['an unknown keyword', { maxlength: 1 }, '/schema'],
  ['a keyword that it does not know how to check', { unevaluatedProperties: false }, '/schema'],
  ['a wrong argument', { properties: { a: { type: 'text' } } }, '/schema/properties/a/type'],
  ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, '/schema/$schema'],
  ['a reference to elsewhere', { $ref: 'https://example.com/schema' }, '/schema/$ref'],
  ['a reference to nothing', { items: { $ref: '#/$defs/a' } }, '/schema/items/$ref'],
  ['definitions within', { items: { $defs: { a: true } } }, '/schema/items/$defs'],
  ['no regular expression', { pattern: '^[a' }, '/schema/pattern'],
  ['too many characters', { description: 'x'.repeat(40_000) }, '/schema'],
  ['too many subschemas', { anyOf: Array.from({ length: 1_001 }, () => true) }, '/schema'],
  ['subschemas too deep', deep(17, true), `/schema${'/not'.repeat(16)}`],
  ['values too deep', { const: deep(1_000, 1) }, '/schema'],
])('refuses a schema with %s, and says where', (_what, schema, pointer) => {
  const refusal = expect.objectContaining({
    code: 'type.bad_schema',
    details: { errors: [expect.objectContaining({ pointer })] },
  });
  expect(() => compileSchema(schema)).toThrow(refusal);
});

it.each([
  '^(a+)+$',
  '^(a|a)*$',
  '^a*a*$',
  '^a*b',
  '(a|b)',
  'a*$',
  '^(?=a)',
  '^(a)\\1$',
  '^(a)(b)$',
  '^a{1,9}b{1,9}$',
])('refuses the pattern %s, which could go back and try again', (pattern) => {
  expect(() => compileSchema({ pattern })).toThrow('expected a pattern');
});

it.each([
  ['^[\\w-]{1,64}$', 'a-1', 'a b'],
  ['^[0-9a-f]{8}(?:)$'.replace('(?:)', ''), '0123abcd', '0123abcg'],
  ['^\\d{4}-\\d{2}-\\d{2}$', '2026-01-02', '2026-1-2'],
  ['^(?:GET|PUT|x\\d*)$', 'x12', 'POST'],
  ['^urn:\\S+', 'urn:a', 'a'],
])('checks the pattern %s', (pattern, good, bad) => {
  expect([misfitOf({ pattern }, good), misfitOf({ pattern }, bad)]).toEqual([undefined, ['']]);
});

const many = <Item>(length: number, item: Item) => Array.from({ length }, () => item);
const patterns = (length: number, pattern: (n: number) => string) => ({
  allOf: Array.from({ length }, (_, n) => ({ pattern: pattern(n) })),
});

it.each<[string, object]>([
  ['many classes of letters', patterns(55, (n) => `^${'\\p{L}'.repeat(90)}{${n}}$`)],
  ['many of them in a class', { pattern: `^[${'\\p{L}\\P{N}'.repeat(40)}]*$` }],
  ['many wide classes', patterns(9, (n) => `^${'\\S.[^a]'.repeat(50)}{${n}}$`)],
  ['many patterns', patterns(900, (n) => `^a{${n}}$`)],
  [
    'many patterns of names',
    { patternProperties: Object.fromEntries(many(50, true).map((one, n) => [`^\\p{L}{${n}}`, one])) },
  ],
])('refuses a schema that would take long to compile: %s', (_what, schema) => {
  expect(() => compileSchema(schema)).toThrow(
    expect.objectContaining({
      code: 'type.bad_schema',
      message: expect.stringContaining('at most 2000000 steps'),
    }),
  );
});

it.each<[string, object]>([
  ['names in any script', patterns(20, (n) => `^[\\p{L} '-]{1,${n + 1}}$`)],
  ['many fields of one pattern', patterns(900, () => '^\\p{L}+$')],
  ['escaped dots and backslashes', patterns(100, (n) => `^\\d{1}\\.\\\\${n}$`)],
])('compiles %s', (_what, schema) => {
  expect(compileSchema(schema)).toBeInstanceOf(Function);
});

const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, n) => [`d${n}`, { allOf: many(2, { $ref: `#/$defs/d${n + 1}` }) }]),
);

it.each<[string, object, unknown]>([
  ['that goes round', { $ref: '#' }, 1],
  ['that goes round deep within itself', { anyOf: [deep(14, { $ref: '#' })] }, 1],
  ['that doubles itself', { $ref: '#/$defs/d0', $defs: { ...doubling, d40: true } }, 1],
  ['with many checks of each item', { items: { allOf: many(900, { minimum: 0 }) } }, many(130_000, 0)],
  ['with many checks of an array', { allOf: many(450, { items: true }) }, many(130_000, 0)],
  [
    'with many alternatives',
    { items: { anyOf: [...many(900, { const: { a: 1 } }), true] } },
    many(80_000, {}),
  ],
  ['with many patterns', { items: { allOf: many(900, { pattern: '^.*$' }) } }, many(16, 'x'.repeat(16_000))],
  ['with many comparisons', { allOf: many(900, { uniqueItems: true }) }, many(60_000, 0).map((_, n) => [n])],
])('bounds the work of a schema %s', (_what, schema, value) => {
  const work = () => misfitOf(schema, value);
  expect(work).toThrow(expect.objectContaining({ code: 'event.check_too_long' }));
});
