import { commonSettings, followerSettings, readConfig } from '@blog/service-kit';

export const settings = {
  ...commonSettings,
  PORT: commonSettings.PORT.default(4000),
  ...followerSettings,
} as const;

/** The settings of posts, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}
