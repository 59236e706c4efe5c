import pino from 'pino';
import request from 'supertest';
import { z } from 'zod';
import { commonProblems, createApp, DomainError, defineProblems, problemDocument } from '../src/index';
import { STATUS_OF_KIND } from '../src/problem-kinds';

const basic = defineProblems({
  'disk.full': ['storage full', 'There is no room.'],
  'disk.busy': ['conflict', 'Somebody else writes.'],
});
const problems = defineProblems(
  { 'disk.busy': ['unavailable', 'Try again.'], 'thing.gone': ['not found', 'It was deleted.'] },
  basic,
);

it('inherits the problems of another package, and overrides those that it declares again', () => {
  expect(problems.definitions).toEqual({
    'disk.full': ['storage full', 'There is no room.'],
    'disk.busy': ['unavailable', 'Try again.'],
    'thing.gone': ['not found', 'It was deleted.'],
  });
  expect(problems.error('disk.full', 'No room.').kind).toBe('storage full');
  expect(problems.error('disk.busy', 'Busy.').kind).toBe('unavailable');
  expect(basic.error('disk.busy', 'Busy.').kind).toBe('conflict');
});

it('makes errors with a code, a message, details and a cause', () => {
  const cause = new Error('EIO');
  const error = problems.error('thing.gone', 'No thing 7.', { id: 7 }, { cause });
  expect(error).toBeInstanceOf(DomainError);
  expect({ ...error, message: error.message, cause: error.cause }).toMatchObject({
    code: 'thing.gone',
    kind: 'not found',
    message: 'No thing 7.',
    details: { id: 7 },
    cause,
  });
});

it('is refused by the compiler with a code that nobody has declared', () => {
  // @ts-expect-error
  expect(() => problems.error('thing.unknown', 'No such code.')).toThrow(TypeError);
});

describe('over HTTP', () => {
  const everyKind = defineProblems(
    Object.fromEntries(
      Object.keys(STATUS_OF_KIND).map((kind) => [`kind.${kind}`, [kind, 'One of its kind.']]),
    ) as Record<`kind.${string}`, readonly [keyof typeof STATUS_OF_KIND, string]>,
  );
  const logged: unknown[] = [];
  const app = createApp({
    endpoints: [
      {
        route: {
          method: 'get',
          path: '/fails',
          summary: 'Fails',
          answers: { 200: { description: 'Never' } },
          query: z.object({ kind: z.string() }),
        },
        handle: ({ request: { query } }) => {
          throw everyKind.error(`kind.${query.kind}`, 'secret of a command', { place: 3 });
        },
      },
    ],
    readiness: () => ({ ready: true, checks: {} }),
    logger: pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line)) }),
    openApi: {},
  });
  const failBy = (kind: string) => request(app).get('/fails').query({ kind });

  it.each([
    ['invalid', 400],
    ['forbidden', 403],
    ['not found', 404],
    ['method not allowed', 405],
    ['timeout', 408],
    ['conflict', 409],
    ['precondition failed', 412],
    ['too large', 413],
    ['unsupported media type', 415],
    ['misdirected', 421],
    ['unprocessable', 422],
    ['headers too large', 431],
    ['internal', 500],
    ['bad gateway', 502],
    ['unavailable', 503],
    ['storage full', 507],
  ])('answers %s with %d, the code and the details', async (kind, expected) => {
    const { status, type, body } = await failBy(kind);
    expect([status, type]).toEqual([expected, 'application/problem+json']);
    expect(body).toMatchObject({ status: expected, code: `kind.${kind}`, place: 3 });
  });

  it('answers what is not served as any defect: 500 without its detail, which is logged', async () => {
    logged.length = 0;
    const { status, body } = await failBy('not served');
    expect([status, body.code]).toEqual([500, 'service.internal']);
    expect(JSON.stringify(body)).not.toMatch(/secret|place/);
    expect(logged).toMatchObject([{ err: { message: 'secret of a command' } }]);
    expect(() => problemDocument(commonProblems.error('storage.in_use', 'In use.'))).toThrow(/not served/);
  });
});
