import { commonSettings, followerSettings, readConfig } from '@blog/service-kit';

/** The settings of posts, from the environment. */
export function readSettings() {
  return readConfig(
    { ...commonSettings, PORT: commonSettings.PORT.default(4000), ...followerSettings },
    process.env,
  );
}
