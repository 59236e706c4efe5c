import { ConfigError } from './read-config';

/** Returns what `readSettings` reads; faults in the settings go to standard error and end the process, status 1. */
export function exitOnConfigError<Settings>(readSettings: () => Settings): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
