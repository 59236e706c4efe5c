import type { Express } from 'express';
import { Lifecycle, type Part } from './lifecycle';
import { createLogger, type Logger } from './logger';
import type { ServiceSettings } from './options-of';
import { runMain } from './run-main';

/** What every service's process has before its own parts are made. */
interface ServiceProcess<Settings> {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Aborted when the process begins to stop. */
  readonly closing: AbortSignal;
}

/**
 * Runs a service from its `main.ts`: reads the settings, calls `make`, serves its app, and starts and stops its parts (see
 * `Lifecycle`). An error before that ends the process (see `runMain`).
 */
export function runService<Settings extends ServiceSettings>(
  name: string,
  readSettings: () => Settings,
  make: (
    service: ServiceProcess<Settings>,
  ) => Promise<{ app: Express; parts: readonly Part[] }> | { app: Express; parts: readonly Part[] },
): Promise<void> {
  return runMain(name, async () => {
    const settings = readSettings();
    const logger = createLogger({ name, level: settings.LOG_LEVEL });
    const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });
    const { app, parts } = await make({ settings, logger, closing: lifecycle.closing });
    await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts });
  });
}
