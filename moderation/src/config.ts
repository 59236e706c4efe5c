import { baseUrl, busSettings, ConfigError, commonSettings, readConfig } from '@blog/service-kit';
import { z } from 'zod';

const WORDS_MAX = 1_000;

export const settings = {
  ...commonSettings,
  PORT: commonSettings.PORT.default(4003),
  // Only the bus calls it.
  CORS_ORIGINS: commonSettings.CORS_ORIGINS.prefault('none'),
  ...busSettings,
  PUBLIC_URL: baseUrl
    .optional()
    .meta({ description: 'URL at which the bus reaches it', byDefault: '`http://localhost` and `PORT`' }),
  BLOCKED_WORDS: z
    .string()
    .default('orange')
    .transform((list) =>
      list
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    )
    .refine((words) => words.length <= WORDS_MAX, `expected at most ${WORDS_MAX} words`)
    .describe('Words that make moderation reject a comment, separated by commas'),
} as const;

/** The settings of moderation, from the environment. `EVENTS_URL` is the URL that the bus pushes to. */
export function readSettings() {
  const read = readConfig(settings, process.env);
  if (read.PORT === 0 && read.PUBLIC_URL === undefined) {
    throw new ConfigError(
      'The settings are wrong:\n  PUBLIC_URL: expected a URL, since PORT=0 takes any port (it is not set)',
    );
  }
  const base = read.PUBLIC_URL ?? `http://localhost:${read.PORT}`;
  return { ...read, EVENTS_URL: `${base.replace(/\/+$/, '')}/events` };
}
