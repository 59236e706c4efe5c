import pino from 'pino';

export type Logger = pino.Logger;

/** Logs JSON lines on standard output (pino), each with the service's name and an ISO 8601 time. */
export function createLogger(options: { name: string; level: string }): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Otherwise the last lines before an exit, which matter most, are written in any order.
    pino.destination({ sync: true }),
  );
}
