import type { SeededRandom } from '../seeded-random';
import type { BadInput } from './bad-input';
import { encodeHead, encodeRequest, type RequestParts, targetOf } from './request-parts';

const LENGTHS = [
  '-1',
  '+1',
  '1, 1',
  '0x1',
  '1e1',
  '1 1',
  '',
  ' ',
  'NaN',
  '1.5',
  '99999999999999999999',
  '0',
  '1',
  '18446744073709551616',
];
const CODINGS = [
  'chunked',
  'Chunked',
  'gzip, chunked',
  'chunked, gzip',
  'chunked, chunked',
  'xchunked',
  'identity',
  '',
  '\x0bchunked',
  'chunked;a=b',
];
const CHUNK_SIZES = [
  'zz',
  '-1',
  '',
  ' ',
  '+5',
  '0x5',
  '5;ext="',
  '5 5',
  'FFFFFFFFFFFFFFFFF',
  '7FFFFFFF',
  '1.5',
  '\0',
  '00000000000000000005',
];
const GARBAGE = [
  'hello\r\n\r\n',
  '\0\0\0\0',
  'GET\r\n\r\n',
  '{"a":1}',
  'HTTP/1.1 200 OK\r\n\r\n',
  '\xff'.repeat(50),
];

type Spoiler = (parts: RequestParts, random: SeededRandom) => BadInput;

/** The request with wrong framing: bytes that start, end or arrive incorrectly. */
export function spoilFraming(parts: RequestParts, random: SeededRandom): BadInput {
  const body = parts.body ?? Buffer.from('{"title":"A body"}');
  return random.pick(SPOILERS)({ ...parts, body }, random);
}

function input(parts: RequestParts, end: BadInput['end'], ...pieces: Buffer[]): BadInput {
  const requests = [{ method: parts.method, target: targetOf(parts) }];
  return { service: parts.service, requests, pieces, pauseMs: 0, end };
}

/** The request with these lines instead of its Content-Length. */
function framed(parts: RequestParts, lines: readonly string[], body: Buffer = parts.body as Buffer): Buffer {
  return Buffer.concat([encodeHead({ ...parts, headers: [...parts.headers, ...lines] }), body]);
}

const chunk = (size: string, body: Buffer) =>
  Buffer.concat([Buffer.from(`${size}\r\n`, 'latin1'), body, Buffer.from('\r\n')]);

const badLength: Spoiler = (parts, random) => {
  const lines = random.pick([
    [`Content-Length: ${random.pick(LENGTHS)}`],
    [`Content-Length: ${parts.body?.length}`, `Content-Length: ${random.pick(LENGTHS)}`],
    [`Content-Length: ${(parts.body?.length ?? 0) + 5}`],
    [`Content-Length: ${parts.body?.length}`, `Transfer-Encoding: ${random.pick(CODINGS)}`],
    [`Transfer-Encoding: ${random.pick(CODINGS)}`],
  ]);
  return input(parts, 'half-closed', framed(parts, lines));
};

const badChunks: Spoiler = (parts, random) => {
  const body = parts.body as Buffer;
  const size = body.length.toString(16);
  const good = chunk(size, body);
  const chunks = random.pick([
    [chunk(random.pick(CHUNK_SIZES), body), Buffer.from('0\r\n\r\n')],
    [good, chunk(random.pick(CHUNK_SIZES), body)],
    [good],
    [good, Buffer.from('0\r\nTrailer: x\r\n\r\n')],
    [good, Buffer.from('0\r\nContent-Length: 3\r\nbad trailer\r\n\r\n')],
    [chunk((body.length + 3).toString(16), body), Buffer.from('0\r\n\r\n')],
    [chunk(`${size};${'e'.repeat(random.integer(1, 20_000))}`, body), Buffer.from('0\r\n\r\n')],
    [...[...body].map((byte) => chunk('1', Buffer.from([byte]))), Buffer.from('0\r\n\r\n')],
  ]);
  return input(parts, 'half-closed', framed(parts, ['Transfer-Encoding: chunked'], Buffer.concat(chunks)));
};

/** Slowly: the pieces arrive some ms apart, and the request is complete in the end. */
const trickled: Spoiler = (parts, random) => ({
  ...input(parts, 'answered', ...pieces(encodeRequest(parts), random)),
  pauseMs: random.integer(1, 8),
});

const cutShort: Spoiler = (parts, random) => {
  const bytes = encodeRequest(parts);
  const part = bytes.subarray(0, random.integer(1, bytes.length));
  const end = random.pick(['cut', 'reset', 'half-closed'] as const);
  return { ...input(parts, end, ...pieces(part, random)), pauseMs: random.pick([0, 0, 3]) };
};

const left: Spoiler = (parts, random) => input(parts, random.pick(['cut', 'reset']), encodeRequest(parts));

/** Several complete requests at once; each is answered in order. */
const pipelined: Spoiler = (parts, random) => {
  const count = random.integer(2, 8);
  const request = { method: parts.method, target: targetOf(parts) };
  return {
    ...input(parts, 'answered', Buffer.concat(Array.from({ length: count }, () => encodeRequest(parts)))),
    requests: Array.from({ length: count }, () => request),
  };
};

const withGarbage: Spoiler = (parts, random) => {
  const garbage = Buffer.from(random.pick(GARBAGE), 'latin1');
  return input(parts, 'half-closed', Buffer.concat([encodeRequest(parts), garbage]));
};

const SPOILERS: readonly Spoiler[] = [
  badLength,
  badLength,
  badChunks,
  badChunks,
  trickled,
  cutShort,
  cutShort,
  left,
  pipelined,
  withGarbage,
];

function pieces(bytes: Buffer, random: SeededRandom): Buffer[] {
  const count = random.integer(1, 5);
  const cuts = Array.from({ length: count }, () => random.integer(1, bytes.length)).sort((a, b) => a - b);
  return [...cuts, bytes.length]
    .map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end))
    .filter(({ length }) => length > 0);
}
