import { deflateSync, gzipSync } from 'node:zlib';
import type { SeededRandom } from '../seeded-random';
import { hostileNumber, prototypeKey } from './hostile-values';
import type { RequestParts } from './request-parts';

const ACCEPTS = [
  'text/event-stream',
  'application/x-ndjson',
  'application/json',
  'text/html',
  '*/*',
  '',
  ';;;,',
  '*/*;q=0',
  'application/json;q=0, text/event-stream;q=NaN',
  'application/json;q=1e9',
  'a/b,'.repeat(1_000),
  'x'.repeat(4_000),
];
const CONTENT_TYPES = [
  'text/plain',
  'text/plain; charset=latin1',
  'application/json; charset=utf-16',
  'application/json; charset=utf-7',
  'application/json; charset=utf-99',
  'application/json; charset=latin1',
  'application/json; charset',
  'application/json; charset="',
  'application/json; charset=utf-8; charset=utf-16',
  'APPLICATION/JSON',
  'application/vnd.api+json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/cloudevents+xml',
  'application/',
  '/',
  ';',
  '',
  'application/json, text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '\xff\xfe',
  'x'.repeat(2_000),
];
const ENCODINGS = ['gzip', 'deflate', 'br', 'zstd', 'identity', 'x-gzip', 'gzip, gzip', 'none', '', 'GZIP'];
const EXTRAS = [
  'If-None-Match: *',
  'If-None-Match: "x"',
  'If-Modified-Since: never',
  'Range: bytes=0-1,5-',
  'Cookie: a=b; __proto__=c',
  'Authorization: Basic !!!',
  'X-HTTP-Method-Override: DELETE',
  'X-Forwarded-For: \xff',
  'TE: trailers',
  'Trailer: Content-Length',
  'Connection: close',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x',
  'Keep-Alive: timeout=-1',
  'Origin: null',
  'Origin: http://elsewhere\r\nAccess-Control-Request-Method: FOO\r\nAccess-Control-Request-Headers: \xff',
  'Event-Position: 1',
];
const EVENT_HEADERS = [
  'ce-specversion: 1.0',
  'ce-specversion: 2',
  'ce-id: %ff',
  'ce-id: x',
  'ce-type: fuzz.happened',
  'ce-source: %E0%A4%A',
  'ce-source: /fuzz',
  'ce-time: 99999-99-99',
  'ce-data: x',
  'ce-__proto__: x',
  'ce-: x',
  'ce-dataschema: no uri',
];

type Spoiler = (parts: RequestParts, random: SeededRandom) => RequestParts;

/** The request with unexpected but well-formed headers. */
export function spoilHeaders(parts: RequestParts, random: SeededRandom): RequestParts {
  return random.pick(SPOILERS)(parts, random);
}

const add = (parts: RequestParts, ...lines: string[]) => ({
  ...parts,
  headers: [...parts.headers, ...lines],
});

function contentType(parts: RequestParts, random: SeededRandom): RequestParts {
  const others = parts.headers.filter((line) => !line.startsWith('Content-Type'));
  const body = parts.body ?? Buffer.from(random.pick(['', '{}', 'x']));
  const isNone = random.chance(0.1);
  return {
    ...parts,
    body,
    headers: isNone ? others : [...others, `Content-Type: ${random.pick(CONTENT_TYPES)}`],
  };
}

function contentEncoding(parts: RequestParts, random: SeededRandom): RequestParts {
  const plain = random.chance(0.1) ? Buffer.alloc(1024 * 1024) : (parts.body ?? Buffer.from('{}'));
  const packed = random.pick([() => gzipSync(plain), () => deflateSync(plain), () => parts.body ?? plain])();
  const body = random.chance(0.3)
    ? packed.subarray(0, random.integer(0, Math.min(packed.length, 200)))
    : packed;
  return { ...add(parts, `Content-Encoding: ${random.pick(ENCODINGS)}`), body };
}

function manyHeaders(parts: RequestParts, random: SeededRandom): RequestParts {
  const lines = Array.from({ length: random.integer(50, 1_000) }, (_none, index) => `X-${index}: y`);
  return add(parts, ...lines);
}

const SPOILERS: readonly Spoiler[] = [
  (parts, random) => add(parts, `Accept: ${random.pick(ACCEPTS)}`),
  (parts, random) => add(parts, `Accept: ${random.pick(ACCEPTS)}`, `Last-Event-ID: ${hostileNumber(random)}`),
  contentType,
  contentType,
  contentEncoding,
  manyHeaders,
  (parts, random) => add(parts, `X-Huge: ${'h'.repeat(random.integer(8_000, 30_000))}`),
  (parts, random) => add(parts, `${prototypeKey(random)}: ${prototypeKey(random)}`),
  (parts, random) =>
    add(parts, `Expect: ${random.pick(['100-continue', '100-CONTINUE', '200-ok', '\xff', ''])}`),
  (parts, random) => add(parts, random.pick(EXTRAS)),
  (parts, random) => add(parts, random.pick(EXTRAS), random.pick(EXTRAS)),
  (parts, random) => add(parts, ...random.shuffle(EVENT_HEADERS).slice(0, random.integer(1, 6))),
];
