import { commonSettings, digits, followerSettings, readConfig, streamSettings } from '@blog/service-kit';

export const settings = {
  ...commonSettings,
  PORT: commonSettings.PORT.default(4002),
  ...followerSettings,
  ...streamSettings,
  POSITION_WAIT_MS: digits({ max: 60_000 })
    .default(1_000)
    .describe(
      'Time that a read waits for its [`after-position`](#read-what-you-have-just-written); then 503',
    ),
  POSITION_WAITS_MAX: digits({ min: 1 })
    .default(500)
    .describe('Maximum number of reads waiting for their `after-position`; one more is answered 503'),
  SEARCHES_MAX: digits({ min: 1 })
    .default(20)
    .describe('Maximum number of searches, of which one runs and the others wait; one more is answered 503'),
} as const;

/** The settings of query, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}
