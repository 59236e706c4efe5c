import type { SeededRandom } from '../seeded-random';
import { hostileNumber, prototypeKey } from './hostile-values';
import type { RequestParts } from './request-parts';

const SEGMENTS = [
  '%',
  '%zz',
  '%00',
  '%ff',
  '%c0%ae%c0%ae',
  '%E0%A4%A',
  '%ed%a0%80',
  '%2F',
  '%2e%2e',
  '..',
  '.',
  '',
  '%0d%0aX:%20y',
  '%F0%9F%98%80',
  '\x80\xff',
  '\xc3\xa9',
  '-1',
  '0',
  '1e3',
  '0x1',
  '1.5',
  '999999999999999999999',
  'NaN',
  '*',
  '(a|b)',
  ':id',
  '{id}',
  "'",
  '"',
  ';',
  '\\',
  '|',
  '^',
  '`',
  'a;b=c',
  'a,b',
  'x'.repeat(129),
  'x'.repeat(4_000),
];

const TARGETS = [
  '*',
  '/',
  '//',
  '///',
  '/../../etc/passwd',
  '/posts/../healthz',
  '/./healthz',
  '/%2e%2e/healthz',
  '/healthz/',
  '/HEALTHZ',
  '/healthz%00',
  '/healthz#fragment',
  '/healthz;a=b',
  '/?',
  '/??',
  'healthz',
  '?a=b',
  '\\healthz',
  '/\\healthz',
  '//127.0.0.1/healthz',
  'http://127.0.0.1/healthz',
  'HTTP://127.0.0.1/healthz',
  'http://',
  'http:///healthz',
  'http://[/healthz',
  'http://[::1/healthz',
  'http://%/healthz',
  'http://a b/healthz',
  'http://a:99999/healthz',
  'http://a:b/healthz',
  'http://u:p@127.0.0.1/healthz',
  'http://xn--a/healthz',
  'http://^/healthz',
  'http://\xff/healthz',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '//u@[/healthz#',
  '/\xa0healthz',
  '//^@^/\xa0',
  '127.0.0.1:80',
];

/** Origins in a request to a proxy, some with invalid hosts. */
const ORIGINS = [
  'http://127.0.0.1',
  'http://a:99999',
  'http://[',
  'http://^',
  'http://%00',
  'http://xn--a',
  'x://y',
  '//a:b',
  '//',
];

/** The request with an unexpected path or query. */
export function spoilTarget(parts: RequestParts, random: SeededRandom): RequestParts {
  const { path, query } = parts;
  const kind = random.fraction();
  if (kind < 0.3) {
    const segments = path.split('/');
    segments[random.integer(1, segments.length - 1)] = random.pick([...SEGMENTS, prototypeKey(random)]);
    return { ...parts, path: segments.join('/') };
  }
  if (kind < 0.4) return { ...parts, path: random.pick(TARGETS), query: [] };
  if (kind < 0.5) return { ...parts, path: random.pick(ORIGINS) + path, query: ['limit=1'] };
  if (kind < 0.53) return { ...parts, path: `/${'a'.repeat(random.integer(1_000, 20_000))}` };
  if (kind < 0.57)
    return { ...parts, path: path + random.pick(['/', '//', '/.', '/..', '%20', '#', ';', '/x/y']) };
  return { ...parts, query: spoilQuery(query, random) };
}

function spoilQuery(query: readonly string[], random: SeededRandom): readonly string[] {
  const name = random.pick([
    'limit',
    'after',
    'before',
    'type',
    'subject',
    'follower',
    'instance',
    'unknown',
  ]);
  const value = random.pick([hostileNumber(random), ...SEGMENTS, 'a'.repeat(3_000)]);
  switch (random.integer(0, 7)) {
    case 0:
      return [...query, `${name}[]=${value}`];
    case 1:
      return [...query, `${name}[${prototypeKey(random)}]=${value}`];
    case 2:
      return [...query, `${name}=1`, `${name}=2`];
    case 3:
      return [...query, `${prototypeKey(random)}=${value}`];
    case 4:
      return Array.from({ length: random.integer(50, 1_500) }, (_none, index) => `a${index}=`);
    case 5:
      return [random.pick(['', '=', '&&', '=&=', '%', '%zz=%zz', '+', `${name}`, `=${value}`])];
    default:
      return [...query, `${name}=${value}`];
  }
}
