import { hostname } from 'node:os';
import { z } from 'zod';
import { digits } from './digits';
import { baseUrl } from './http-url';
import { SET_ASIDE_EVENTS_MAX } from './set-aside-queue';
import { BODY_STALL_MS_MAX, BUFFER_BYTES_MAX, WRITE_STALL_MS_MAX } from './transfer-limits';

const INSTANCE_CHARACTERS_MAX = 100;

/** Parses a comma-separated list; `none` is an empty one. */
const list = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== 'none');

/** A host name reduced to the characters that an instance may have. */
export function instanceOf(host: string): string {
  return host.replace(/[^\w.:-]+/g, '-').slice(0, INSTANCE_CHARACTERS_MAX) || 'local';
}

/** `*`, a name, or every name below one; without a port, since a Host header may have any. */
const HOST_NAME = /^(\*|(\*\.)?[\w-]+(\.[\w-]+)*)$/;

const isOrigin = (word: string) =>
  word === '*' || word === 'loopback' || (URL.canParse(word) && new URL(word).origin === word);

/** Settings of every service. Units come last in a name; ranges and defaults are in the schema. */
export const commonSettings = {
  PORT: digits({ max: 65_535 }).describe('TCP port; 0 picks a free one'),
  HOST: z
    .string()
    .min(1)
    .default('localhost')
    .describe(
      'Listening address: `localhost` (in images `::`) means 127.0.0.1 and ::1, `::` every address including IPv4; or a single address or name',
    ),
  ALLOWED_HOSTS: z
    .string()
    .default('none')
    .transform(list)
    .refine((hosts) => hosts.every((host) => HOST_NAME.test(host)), 'expected host names without ports')
    .describe(
      "Names accepted in `Host`, separated by commas, in addition to this machine's, addresses and `HOST`; `*.example.org` is any name below that, `*` any name; [why](#what-a-web-page-may-do)",
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Lowest level that is logged'),
  CORS_ORIGINS: z
    .string()
    .default('loopback')
    .transform(list)
    .refine(
      (origins) => origins.every(isOrigin),
      'expected none, loopback, *, or origins such as https://example.org',
    )
    .describe(
      'Origins whose pages may read and change data (`https://example.org`), separated by commas; `loopback`: this machine on any port; `none`: only its own; `*`: any',
    ),
  SHUTDOWN_MS: digits({ min: 100, max: 300_000 })
    .default(10_000)
    .describe('Time that a stop gives to requests in flight; then they are cut off'),
  REQUESTS_IN_FLIGHT_MAX: digits({ min: 1 })
    .default(1_000)
    .describe('Maximum number of requests in flight; one more is answered 503'),
  BUFFER_BYTES_MAX: digits({ min: 1024 * 1024 })
    .default(BUFFER_BYTES_MAX)
    .describe(
      'Memory for bodies being received and for large answers, stream blocks and deliveries not yet sent, in bytes; an eighth is reserved for small ones, streams and deliveries get at most half; beyond it 503',
    ),
  BODY_STALL_MS: digits({ min: 100, max: 300_000 })
    .default(BODY_STALL_MS_MAX)
    .describe('Time that a request body may make no progress; then 408'),
  WRITE_STALL_MS: digits({ min: 100, max: 300_000 })
    .default(WRITE_STALL_MS_MAX)
    .describe('Time that a client may read nothing of an answer or stream; then its connection is closed'),
} as const;

/** Further settings of a service with open streams, which must not use up the room for requests. */
export const streamSettings = {
  STREAMS_MAX: digits({ min: 1 })
    .default(1_000)
    .describe('Maximum number of open streams, not counting named followers; one more is answered 503'),
  REQUESTS_IN_FLIGHT_MAX: digits({ min: 1 })
    .default(4_000)
    .describe('Maximum number of requests in flight, including streams; one more is answered 503'),
} as const;

/** URLs of the replicas of one service, separated by commas. */
export const urls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(baseUrl));

/** Settings of a service that calls the bus. */
export const busSettings = {
  BUS_URL: urls
    .default(['http://localhost:4005'])
    .describe(
      'URL of the bus, or of each of its replicas, separated by commas; when one cannot be reached, the next is called',
    ),
} as const;

/** Settings of a service with its own state. */
export const storeSettings = {
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .describe('Data folder; with `npm start` and `npm run dev` each part uses a subfolder with its name'),
  LOCK_WAIT_MS: digits({ min: 0, max: 3_600_000 })
    .default(0)
    .describe(
      'Time to wait for another process to release DATA_DIR, such as a container that is being replaced',
    ),
} as const;

/** Settings of a follower, with `busSettings` and `storeSettings`. */
export const followerSettings = {
  ...busSettings,
  ...storeSettings,
  INSTANCE: z
    .string()
    .regex(new RegExp(`^[\\w.:-]{1,${INSTANCE_CHARACTERS_MAX}}$`))
    .default(instanceOf(hostname()))
    .meta({
      description: 'Name of the process in `/subscribers`, with its port',
      byDefault: "the host's name",
    }),
  LEAVE_ON_STOP: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      '`true` removes it from `/subscribers` when it stops, for a replica that does not come back under its name',
    ),
  SET_ASIDE_MAX: digits({ max: 1_000_000 })
    .default(SET_ASIDE_EVENTS_MAX)
    .describe(
      'Maximum number of events set aside from the log, and of those from the outbox; one more stops either until there is room',
    ),
} as const;

/**
 * How long a change waits for the bus to acknowledge its event before it is answered anyway: long enough for a busy machine,
 * since another service may tell a client that got no position that its new thing is unknown.
 */
export const PUBLISH_WAIT_MS = 2_000;

/** The same while the bus is known to be away, from which it may return at any moment. */
export const PUBLISH_AWAY_MS = 250;

/** How long a look-up of something unknown waits for the follower to catch up before it answers 404. */
export const CATCH_UP_MS = 1_000;
