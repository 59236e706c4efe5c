import { commonSettings, followerSettings, readConfig, streamSettings } from '@blog/service-kit';

/** The settings of query, from the environment. */
export function readSettings() {
  return readConfig(
    { ...commonSettings, PORT: commonSettings.PORT.default(4002), ...followerSettings, ...streamSettings },
    process.env,
  );
}
