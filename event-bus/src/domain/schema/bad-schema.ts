import type { DomainError } from '@blog/service-kit';
import { problems } from '../../problems';
import type { Place } from './schema-check';

export function badSchema(place: Place, detail: string): DomainError {
  const pointer = [
    '',
    'schema',
    ...place.map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1')),
  ].join('/');
  const message = `Expected a JSON Schema (2020-12) that the bus can check with: ${pointer}: ${detail}.`;
  return problems.error('type.bad_schema', message, { errors: [{ pointer, detail }] });
}
