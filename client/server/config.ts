import { join } from 'node:path';
import { baseUrl, commonSettings, readConfig, streamSettings, urls } from '@blog/service-kit';
import { z } from 'zod';

const serviceUrl = (port: number) =>
  baseUrl.default(`http://127.0.0.1:${port}`).describe('where the service answers');

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
    .meta({ description: 'folder of the built page', byDefault: 'that of the build' }),
  POSTS_URL: serviceUrl(4000),
  COMMENTS_URL: serviceUrl(4001),
  QUERY_URL: serviceUrl(4002),
  MODERATION_URL: serviceUrl(4003),
  EVENT_BUS_URL: urls
    .default(['http://127.0.0.1:4005'])
    .describe('where the bus answers, or its replicas, separated by commas'),
  LAB_URL: baseUrl.optional().describe('where the lab of this system answers; none if it has no lab'),
  STARTED_BY: z
    .enum(['npm', 'compose', 'kubernetes', 'kubernetes-scale'])
    .optional()
    .describe('how the services were started, for the commands that the page shows'),
  LAB_SECRET: z.string().optional().describe('what the lab wants to see of each request'),
} as const;

/** The settings of the page server, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}
