import { join } from 'node:path';
import { baseUrl, commonSettings, readConfig, streamSettings, urls } from '@blog/service-kit';
import { z } from 'zod';

const serviceUrl = (port: number) =>
  baseUrl.default(`http://127.0.0.1:${port}`).describe('URL of the service');

// The page and the services it calls share one origin: there are no others to allow.
const { CORS_ORIGINS: _, ...common } = commonSettings;

export const settings = {
  ...common,
  PORT: common.PORT.default(3000),
  REQUESTS_IN_FLIGHT_MAX: streamSettings.REQUESTS_IN_FLIGHT_MAX,
  PAGE_DIR: z
    .string()
    .min(1)
    .default(join(__dirname, 'page'))
    .meta({ description: 'Folder of the built page', byDefault: 'the folder of the build' }),
  POSTS_URL: serviceUrl(4000),
  COMMENTS_URL: serviceUrl(4001),
  QUERY_URL: serviceUrl(4002),
  MODERATION_URL: serviceUrl(4003),
  EVENT_BUS_URL: urls
    .default(['http://127.0.0.1:4005'])
    .describe('URL of the bus, or of its replicas, separated by commas'),
  LAB_URL: baseUrl.optional().describe('URL of the lab of this system; not set if it has none'),
  STARTED_BY: z
    .enum(['npm', 'compose', 'kubernetes', 'kubernetes-scale'])
    .optional()
    .describe('How the services were started; selects the commands that the page shows'),
  LAB_SECRET: z.string().optional().describe('Secret that the lab requires on each request'),
} as const;

/** The settings of the page server, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}
