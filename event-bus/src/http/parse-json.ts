import { DomainError } from '@blog/service-kit';

/** Parses a JSON text, which may have a byte order mark before it. @throws DomainError `request.bad_json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new DomainError('request.bad_json', `Expected valid JSON: ${(error as Error).message}.`);
  }
}
