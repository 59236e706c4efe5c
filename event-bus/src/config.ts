import { hostname } from 'node:os';
import {
  commonSettings,
  digits,
  instanceOf,
  readConfig,
  storeSettings,
  streamSettings,
  urls,
} from '@blog/service-kit';
import { z } from 'zod';
import { replicaUrl } from './http/replica-url';
import { TargetList } from './http/target-list';

/** Defaults, which commands that open a log beside the bus go by as well. */
export const QUEUE_BYTES_MAX = 64 * 1024 * 1024;
export const SEAL_BYTES = 448 * 1024;

const count = (byDefault: number) => digits({ min: 1 }).default(byDefault);

const targets = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      return TargetList.parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

const logUrl = z
  .string()
  .regex(
    /^(nats|tls):\/\/[^\s,]+(,(nats|tls):\/\/[^\s,]+)*$/,
    'expected nats://host:port, several separated by commas',
  );

export const settings = {
  ...commonSettings,
  ...storeSettings,
  PORT: commonSettings.PORT.default(4005),
  // Pages read the bus through their own origin; a page that could call it could speak for every service.
  CORS_ORIGINS: commonSettings.CORS_ORIGINS.prefault('none'),
  ...streamSettings,
  // With what a process of the bus takes anyway, and what is counted once but held twice, it keeps to 256 MiB.
  BUFFER_BYTES_MAX: commonSettings.BUFFER_BYTES_MAX.default(12 * 1024 * 1024),
  QUEUE_BYTES_MAX: count(QUEUE_BYTES_MAX).describe(
    'Maximum size of events waiting to be stored, in bytes; then 503',
  ),
  SEAL_BYTES: count(SEAL_BYTES).describe(
    'Size of the in-memory tail, in bytes; beyond it, the tail is compressed into the history. The journal takes four times as much on disk, and up to about twenty times while publishers are faster than the compression',
  ),
  LOG_URL: logUrl
    .optional()
    .describe(
      'Servers of a NATS cluster with JetStream, such as `nats://host:4222`, separated by commas: they hold the log, and several replicas of the bus may run ([scale](scale.md))',
    ),
  LOG_MONITOR_URL: urls
    .optional()
    .describe(
      'With `LOG_URL`: monitoring URL of each server, such as `http://host:8222`, separated by commas; a server that acknowledges before it syncs is refused, and a majority has to answer',
    ),
  LOG_STREAM: z
    .string()
    .regex(/^[\w-]{1,58}$/, 'expected 1 to 58 letters, digits, "-" and "_"')
    .default('BLOG')
    .describe(
      'With `LOG_URL`: name of the stream that holds the log; all other state is in the key-value bucket with this name and `_STATE`',
    ),
  LOG_REPLICAS: digits({ min: 1, max: 5 })
    .refine((replicas) => replicas % 2 === 1, 'expected 1, 3 or 5')
    .default(1)
    .describe(
      'With `LOG_URL`: copies of each event, each on a different server (1, 3 or 5); a stream with fewer is refused',
    ),
  REPLICA_URL: replicaUrl.optional().meta({
    description:
      'With `LOG_URL`: URL at which the other replicas of the bus reach this one, `http://host:port`',
    byDefault: "this machine's name and `PORT`",
  }),
  SUBSCRIPTIONS_MAX: count(1_000).describe('Maximum number of subscriptions; one more is answered 409'),
  DELIVERIES_MAX: count(64).describe(
    'Maximum number of deliveries in flight; the others wait for their turn',
  ),
  DELIVERY_ALLOW: targets.describe(
    'Addresses, CIDRs and host names (also `*.suffix`) to which events may be delivered, separated by commas; empty allows all',
  ),
  DELIVERY_DENY: targets.describe(
    'Addresses, CIDRs and host names to which events may not be delivered; see [Security](#security)',
  ),
  WEBHOOK_ORIGIN: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .default(instanceOf(hostname()))
    .meta({
      description:
        'Name under which the bus asks subscribers with `handshake` for permission [before it delivers](../event-bus/README.md#ask-first)',
      byDefault: "the host's name",
    }),
  TYPES_MAX: count(200).describe('Maximum number of registered event types; one more is answered 409'),
  FOLLOWERS_MAX: count(1_000).describe(
    'Maximum number of followers listed; beyond it [one is evicted](#who-is-evicted) or refused',
  ),
  FOLLOWER_INSTANCES_MAX: count(200).describe('Maximum number of followers listed with the same name'),
  PARKED_MAX: count(10_000).describe(
    'Maximum number of parked events of a subscription; beyond it the subscription waits instead of parking',
  ),
} as const;

/** The settings of the bus, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}

export type BusSettings = ReturnType<typeof readSettings>;
