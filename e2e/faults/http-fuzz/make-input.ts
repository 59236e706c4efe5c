import type { SeededRandom } from '../seeded-random';
import type { BadInput } from './bad-input';
import type { Operation } from './contract';
import { encodeRequest, type RequestParts, targetOf } from './request-parts';
import { spoilBytes } from './spoil-bytes';
import { spoilFraming } from './spoil-framing';
import { spoilHeaders } from './spoil-headers';
import { spoilJson } from './spoil-json';
import { spoilRequestLine } from './spoil-request-line';
import { spoilTarget } from './spoil-target';
import { type Known, validRequest } from './valid-request';

/** Probability that a body stays valid: what is accepted is stored, and a long run must not fill the disk. */
const VALID_BODY_CHANCE = 0.05;
/** Probability of a route that every service has: there are many, `/metrics` is slow, and all behave alike. */
const OPERATIONS_CHANCE = 0.1;
const OPERATIONS_ROUTES = ['/healthz', '/readyz', '/metrics', '/openapi.json'];
/** Probability that a valid request follows on the same connection, which must still be parsed. */
const FOLLOWED_CHANCE = 0.1;

/** Generates one bad input for any of the operations; the same random numbers give the same bytes. */
export function makeInput(operations: readonly Operation[], random: SeededRandom, known: Known): BadInput {
  const isOperations = random.chance(OPERATIONS_CHANCE);
  const operation = random.pick(
    operations.filter(({ path }) => OPERATIONS_ROUTES.includes(path) === isOperations),
  );
  const parts = withBody(validRequest(operation, random, known), operation, random);
  const kind = random.fraction();
  if (kind < 0.08) return spoilRequestLine(parts, random);
  if (kind < 0.18) return spoilFraming(parts, random);
  if (kind < 0.4) return whole(spoilTarget(parts, random), random);
  if (kind < 0.6) return whole(spoilHeaders(parts, random), random);
  if (kind < 0.65) return whole(spoilHeaders(spoilTarget(parts, random), random), random);
  if (kind < 0.7)
    return whole({ ...parts, body: spoilBytes(parts.body ?? Buffer.from('{}'), random) }, random);
  return whole(parts, random);
}

function withBody(parts: RequestParts, operation: Operation, random: SeededRandom): RequestParts {
  if (parts.body === undefined || random.chance(VALID_BODY_CHANCE)) return parts;
  if (random.chance(0.3)) return { ...parts, body: spoilBytes(parts.body, random) };
  const { schema } = random.pick(operation.bodies);
  return { ...parts, body: Buffer.from(spoilJson(schema, random)) };
}

function whole(parts: RequestParts, random: SeededRandom): BadInput {
  const { service } = parts;
  const method = parts.method === 'GET' && random.chance(0.1) ? 'HEAD' : parts.method;
  const requests = [{ method, target: targetOf(parts) }];
  const pieces = [encodeRequest({ ...parts, method })];
  // Only a following request shows where an answer without a body ends. Bytes sent together with an upgrade request belong to
  // another protocol and are not parsed.
  const isUpgrade = parts.headers.some((line) => line.includes('Upgrade'));
  if (!isUpgrade && (method === 'HEAD' || random.chance(FOLLOWED_CHANCE))) {
    requests.push({ method: 'GET', target: '/healthz' });
    pieces.push(Buffer.from('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
  }
  return { service, requests, pieces: [Buffer.concat(pieces)], pauseMs: 0, end: 'answered' };
}
