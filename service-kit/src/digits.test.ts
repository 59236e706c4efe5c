import { z } from 'zod';
import { digits } from './digits';
import { openApiDocument } from './open-api';

const refused = [
  '',
  ' ',
  ' 5',
  '5 ',
  '+5',
  '-5',
  '5.0',
  '1e1',
  '0x5',
  '0b1',
  '٥',
  '5\n',
  'NaN',
  '9'.repeat(16),
];

it.each(['5', '05', '10', '1'])('reads %s', (text) => {
  expect(digits({ min: 1, max: 10 }).parse(text)).toBe(Number(text));
});

it.each([...refused, '0', '11'])('refuses %j, and says what it expected', (text) => {
  const { error } = digits({ min: 1, max: 10 }).safeParse(text);
  expect(error?.issues).toMatchObject([{ message: 'expected a whole number from 1 to 10, in digits' }]);
});

it('takes as many as a double holds exactly where it has no maximum', () => {
  expect(digits().parse('9'.repeat(15))).toBe(999_999_999_999_999);
});

it('is an integer with its range in OpenAPI, also with a default, or optional', () => {
  const size = digits({ min: 1, max: 10 });
  const query = z.strictObject({ a: size.default(7), b: size.optional(), c: size.describe('c') });
  const route = {
    method: 'get',
    path: '/x',
    summary: 'x',
    query,
    answers: { 200: { description: 'x' } },
  } as const;
  const document = openApiDocument({ title: 'x', description: 'x', routes: { route } }) as {
    paths: { '/x': { get: { parameters: { name: string; required: boolean; schema: object }[] } } };
  };
  const { parameters } = document.paths['/x'].get;
  const range = { type: 'integer', minimum: 1, maximum: 10 };
  expect(parameters.map(({ name, required, schema }) => [name, required, schema])).toEqual([
    ['a', false, { ...range, default: 7 }],
    ['b', false, range],
    ['c', true, { ...range, description: 'c' }],
  ]);
});
