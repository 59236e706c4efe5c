import { commonSettings, followerSettings, readConfig } from '@blog/service-kit';

export const settings = {
  ...commonSettings,
  PORT: commonSettings.PORT.default(4001),
  ...followerSettings,
} as const;

/** The settings of comments, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}
