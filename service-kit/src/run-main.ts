import { DomainError } from './domain-error';
import { createLogger } from './logger';
import { ConfigError } from './read-config';

/**
 * Runs a service's `main`. An error ends the process with status 1: faults in the settings are written to standard error,
 * an expected failure is logged in one sentence, and anything else with its stack.
 */
export async function runMain(name: string, main: () => Promise<unknown>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof ConfigError) process.stderr.write(`${message}\n`);
    else {
      const isExpected = error instanceof DomainError;
      createLogger({ name, level: 'fatal' }).fatal(isExpected ? {} : { err: error }, message);
    }
    process.exit(1);
  }
}
