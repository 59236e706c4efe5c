import { DomainError } from '@blog/service-kit';

/** Parses what `toUtf8Json` answers. @throws DomainError `request.bad_json` */
export function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch (error) {
    throw new DomainError('request.bad_json', `Expected valid JSON: ${(error as Error).message}.`);
  }
}
