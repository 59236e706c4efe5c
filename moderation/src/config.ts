import { baseUrl, busSettings, ConfigError, commonSettings, readConfig } from '@blog/service-kit';
import { z } from 'zod';

const WORDS_MAX = 1_000;

const moderationSettings = {
  ...commonSettings,
  PORT: commonSettings.PORT.default(4003),
  // Only the bus calls it.
  CORS_ORIGINS: commonSettings.CORS_ORIGINS.prefault('none'),
  ...busSettings,
  PUBLIC_URL: baseUrl
    .optional()
    .describe('where the bus reaches this service; by default http://localhost and the port'),
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
    .describe('words that make moderation reject a comment, separated by commas'),
} as const;

/** The settings of moderation, from the environment. `EVENTS_URL` is where the bus shall push to. */
export function readSettings() {
  const settings = readConfig(moderationSettings, process.env);
  if (settings.PORT === 0 && settings.PUBLIC_URL === undefined) {
    throw new ConfigError(
      'The settings are wrong:\n  PUBLIC_URL: expected a URL, since PORT=0 takes any port (it is not set)',
    );
  }
  const base = settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  return { ...settings, EVENTS_URL: `${base.replace(/\/+$/, '')}/events` };
}
