import { badHttpInput } from './bad-http-input.fault';
import { Contract } from './http-fuzz/contract';
import { judgeAnswer } from './http-fuzz/judge-answer';
import { makeInput } from './http-fuzz/make-input';
import { readAnswer } from './http-fuzz/read-answer';
import { itHolds } from './it-holds';
import { SeededRandom } from './seeded-random';

itHolds(badHttpInput);

const subscription = {
  type: 'object',
  properties: { url: { type: 'string', format: 'uri' }, after: { type: 'integer', minimum: 0 } },
  required: ['url'],
} as const;
const contract = new Contract('event-bus', {
  paths: {
    '/healthz': { get: { responses: { 200: {} } } },
    '/subscriptions/{name}': {
      put: {
        parameters: [
          { name: 'name', in: 'path', required: true, schema: { type: 'string', pattern: '^[\\w-]+$' } },
        ],
        requestBody: { content: { 'application/json': { schema: subscription } } },
        responses: { 201: {}, default: {} },
      },
    },
  },
});

function inputs(seed: string, count: number) {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => makeInput(contract.operations, random, { name: ['known'] }));
}

/** The URL in a request's body, if the bus could read one. */
function urlOf(request: Buffer): URL | undefined {
  const body = request.subarray(request.indexOf('\r\n\r\n') + 4);
  try {
    return new URL(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)).url);
  } catch {
    return undefined;
  }
}

describe('bad input', () => {
  it('is the same again with the same seed', () => {
    const bytes = (seed: string) => Buffer.concat(inputs(seed, 300).flatMap(({ pieces }) => pieces));
    expect(bytes('a').equals(bytes('a'))).toBe(true);
    expect(bytes('a').equals(bytes('b'))).toBe(false);
  });

  it('reaches every operation, by every end that a connection can have', () => {
    const made = inputs('ends', 2_000);
    const asked = new Set(made.map(({ requests: [first] }) => `${first?.method} ${first?.target}`));
    expect([...asked]).toEqual(expect.arrayContaining(['GET /healthz', 'PUT /subscriptions/known']));
    const ends = new Set(made.map(({ end }) => end));
    expect([...ends].sort()).toEqual(['answered', 'answered alone', 'cut', 'half-closed', 'reset']);
  });

  it('names no host but this machine, so that nothing is delivered elsewhere', () => {
    const urls = inputs('hosts', 5_000).flatMap(({ pieces }) => urlOf(Buffer.concat(pieces)) ?? []);
    const hosts = new Set(
      urls.filter(({ protocol }) => /^https?:$/.test(protocol)).map((url) => url.hostname),
    );
    expect([...hosts].sort()).toEqual(['127.0.0.1', '[::1]', 'localhost']);
  });
});

describe('an answer', () => {
  const problem = { title: 'Bad Request', status: 400, code: 'request.invalid', detail: 'Expected …' };
  const judge = (status: number, type: string, body: object | string, method = 'PUT') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const head = `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}`;
    const read = readAnswer(Buffer.from(`${head}\r\n\r\n${text}`), method);
    if (read === undefined) throw new Error('Expected a whole answer.');
    judgeAnswer({ method, target: '/subscriptions/x?a=b' }, read.answer, contract);
  };
  const PROBLEM = 'application/problem+json; charset=utf-8';

  it('is good as the contract says, or as a problem of the client', () => {
    expect(() => judge(201, 'application/json', {})).not.toThrow();
    expect(() => judge(400, PROBLEM, problem)).not.toThrow();
  });

  it.each<[string, number, string, object | string]>([
    ['with another success status', 200, 'application/json', {}],
    ['that leads elsewhere', 302, 'text/plain', ''],
    ['with a problem as HTML', 404, 'text/html', '<html>'],
    ['with a problem that is no JSON', 400, PROBLEM, 'no'],
    ['with a problem of another status', 404, PROBLEM, problem],
    ['with a problem without a code', 400, PROBLEM, { ...problem, code: undefined }],
    ['with a failure', 500, PROBLEM, { ...problem, status: 500 }],
    [
      'with an overload that does not say when to come again',
      503,
      PROBLEM,
      { ...problem, status: 503, code: 'service.overloaded' },
    ],
  ])('%s is found', (_what, status, type, body) => {
    expect(() => judge(status, type, body)).toThrow(`got ${status} ${type}`);
  });
});
