import type { SeededRandom } from '../seeded-random';
import type { Operation, Parameter } from './contract';
import type { RequestParts } from './request-parts';
import { validText, validValue } from './valid-value';

/** Values of path parameters that name existing things, by parameter name. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** A request that satisfies the contract; with `known` it may even name an existing thing, unless it would delete it. */
export function validRequest(operation: Operation, random: SeededRandom, known: Known): RequestParts {
  const { service, method, parameters, bodies, mediaTypes } = operation;
  const textOf = ({ name, schema }: Parameter) => {
    const names = method === 'DELETE' ? [] : (known[name] ?? []);
    return names.length > 0 && random.chance(0.6) ? random.pick(names) : validText(schema, random);
  };
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return textOf(parameter ?? { name, in: 'path', required: true, schema: { type: 'string' } });
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required || random.chance(0.3)))
    .map((parameter) => `${parameter.name}=${encodeURIComponent(validText(parameter.schema, random))}`);
  const accept = mediaTypes.length > 1 && random.chance(0.5) ? [`Accept: ${random.pick(mediaTypes)}`] : [];
  const headers = ['Host: 127.0.0.1', ...accept];
  const parts = { service, method, path, query, version: 'HTTP/1.1', headers };
  if (bodies.length === 0) return { ...parts, body: undefined };
  const { mediaType, schema } = random.pick(bodies);
  const body = Buffer.from(JSON.stringify(validValue(schema, random)));
  return { ...parts, headers: [...headers, `Content-Type: ${mediaType}`], body };
}
