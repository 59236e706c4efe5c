import { problems } from '../problems';

/** Parses what `toUtf8Json` answers. @throws DomainError `request.bad_json` */
export function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch (error) {
    throw problems.error('request.bad_json', `Expected valid JSON: ${(error as Error).message}.`);
  }
}
