import { DomainError } from '@blog/service-kit';

/** @throws DomainError `request.bad_json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError('request.bad_json', `Expected valid JSON: ${(error as Error).message}.`);
  }
}
