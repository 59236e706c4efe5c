import { commonSettings, followerSettings, readConfig } from '@blog/service-kit';

/** The settings of comments, from the environment. */
export function readSettings() {
  return readConfig(
    { ...commonSettings, PORT: commonSettings.PORT.default(4001), ...followerSettings },
    process.env,
  );
}
