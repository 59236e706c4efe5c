import type { SeededRandom } from '../seeded-random';
import type { BadInput } from './bad-input';
import { encodeHead, encodeRequest, type RequestParts, targetOf } from './request-parts';

/** Methods that Node's parser accepts, so that they reach Express. */
const METHODS = [
  'TRACE',
  'PROPFIND',
  'OPTIONS',
  'HEAD',
  'M-SEARCH',
  'PURGE',
  'LOCK',
  'MKCOL',
  'PATCH',
  'PUT',
  'DELETE',
  'POST',
  'CONNECT',
];
const BAD_METHODS = [
  'FOO',
  'get',
  'Post',
  'G',
  '',
  ' GET',
  'GET\0',
  'G\tT',
  'GET GET',
  'PRI',
  '\xff',
  'A'.repeat(2_000),
];
const VERSIONS = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/9.9',
  'HTTP/1',
  'http/1.1',
  'HTTP/1.1 x',
  'HTTP/x.y',
  'RTSP/1.0',
  '',
];
const BAD_LINES = [
  'NoColon',
  ': no name',
  ' folded: first',
  'Bad Name: x',
  'X : y',
  'X: a\0b',
  'X: a\rb',
  'X: a\nb',
  'X: y\r\n folded',
  'X\xff: y',
  'X(: y',
  'Content-Length: 3\r\nContent-Length: 4',
  'Host: a\r\nHost: b',
  'Host: a b',
  'Host: ',
  'Host: \xff',
  '\x01: \x02',
];

type Spoiler = (parts: RequestParts, random: SeededRandom) => BadInput;

/** The request with a request line or header lines that HTTP forbids, or that are rare. */
export function spoilRequestLine(parts: RequestParts, random: SeededRandom): BadInput {
  return random.pick(SPOILERS)(parts, random);
}

function alone(parts: RequestParts, bytes = encodeRequest(parts)): BadInput {
  const requests = [{ method: parts.method, target: targetOf(parts) }];
  return { service: parts.service, requests, pieces: [bytes], pauseMs: 0, end: 'answered alone' };
}

const method: Spoiler = (parts, random) => ({
  ...alone({ ...parts, method: random.pick(METHODS) }),
  // A method that switches the connection to another protocol must also survive a lost connection.
  end: random.pick(['answered', 'answered', 'answered', 'cut', 'reset']),
});

const SPOILERS: readonly Spoiler[] = [
  method,
  method,
  method,
  (parts, random) => alone({ ...parts, method: random.pick(BAD_METHODS) }),
  (parts, random) => alone({ ...parts, version: random.pick(VERSIONS) }),
  (parts, random) =>
    alone({ ...parts, version: random.pick(['HTTP/1.0', 'HTTP/1.1']), headers: parts.headers.slice(1) }),
  (parts, random) => alone({ ...parts, headers: random.shuffle([...parts.headers, random.pick(BAD_LINES)]) }),
  (parts, random) => ({
    ...alone(parts, encodeHead(parts, random.pick(['\n', '\r', '\r\r\n', '\n\r', '\0\r\n', '\r\n ']))),
    end: 'half-closed',
  }),
  (parts, random) =>
    alone(
      parts,
      Buffer.concat([
        Buffer.from(random.pick(['\r\n\r\n', '\n', '\0', '\x16\x03\x01', ' '])),
        encodeRequest(parts),
      ]),
    ),
];
