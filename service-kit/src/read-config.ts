import { z } from 'zod';
import { withoutPasswords } from './without-passwords';

/** One or more invalid settings; the message names each with what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses settings from the environment into a frozen object. An empty variable counts as not set.
 * @throws ConfigError  naming every fault
 */
export function readConfig<Shape extends z.ZodRawShape>(
  settings: Shape,
  environment: NodeJS.ProcessEnv,
): Readonly<z.output<z.ZodObject<Shape>>> {
  const given = Object.fromEntries(
    Object.keys(settings).map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const parsed = z.object(settings).safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    const value = given[name];
    const came = value === undefined ? 'it is not set' : `got ${JSON.stringify(withoutPasswords(value))}`;
    return `${name}: ${issue.message} (${came})`;
  });
  throw new ConfigError(`The settings are wrong:\n  ${faults.join('\n  ')}`);
}
