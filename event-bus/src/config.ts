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
  QUEUE_BYTES_MAX: count(QUEUE_BYTES_MAX).describe('bytes that may wait to be stored; then 503'),
  SEAL_BYTES: count(SEAL_BYTES).describe(
    'size of the latest events, kept in memory and in the journal, in bytes; beyond it they are compressed into the history. The journal takes four times as much on disk, and up to some twenty times while publishers are faster than the history',
  ),
  LOG_URL: logUrl
    .optional()
    .describe(
      'servers of a NATS cluster with JetStream, such as `nats://host:4222`, separated by commas: the log is there, and several replicas of the bus may run ([scale](scale.md))',
    ),
  LOG_MONITOR_URL: urls
    .optional()
    .describe(
      'with `LOG_URL`: where the monitoring of each server answers, such as `http://host:8222`, separated by commas: one that acknowledges before it syncs is refused; a majority has to answer',
    ),
  LOG_STREAM: z
    .string()
    .regex(/^[\w-]{1,58}$/, 'expected 1 to 58 letters, digits, "-" and "_"')
    .default('BLOG')
    .describe(
      'with `LOG_URL`: the stream that has the log; what is no event is in the key-value bucket of that name and `_STATE`',
    ),
  LOG_REPLICAS: digits({ min: 1, max: 5 })
    .refine((replicas) => replicas % 2 === 1, 'expected 1, 3 or 5')
    .default(1)
    .describe(
      'with `LOG_URL`: copies of each event, each on another server, 1, 3 or 5; a stream with fewer is refused',
    ),
  REPLICA_URL: replicaUrl.optional().meta({
    description: 'with `LOG_URL`: where the other replicas of the bus reach this one, `http://host:port`',
    byDefault: "this machine's name and `PORT`",
  }),
  SUBSCRIPTIONS_MAX: count(1_000).describe('subscriptions; one more is answered 409'),
  DELIVERIES_MAX: count(64).describe('deliveries under way at once; the others wait for their turn'),
  DELIVERY_ALLOW: targets.describe(
    'addresses, CIDRs and host names (`*.suffix` too) that events may be delivered to, separated by commas; empty is all',
  ),
  DELIVERY_DENY: targets.describe('those that they may not be delivered to; see [Security](#security)'),
  WEBHOOK_ORIGIN: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .default(instanceOf(hostname()))
    .meta({
      description:
        'the name under which the bus asks subscribers with `handshake` for permission, [before it delivers](../event-bus/README.md#ask-first)',
      byDefault: "the host's name",
    }),
  TYPES_MAX: count(200).describe('registered event types; one more is answered 409'),
  FOLLOWERS_MAX: count(1_000).describe('followers listed; [what happens beyond it](#who-gives-way)'),
  FOLLOWER_INSTANCES_MAX: count(200).describe('followers listed with the same name'),
  PARKED_MAX: count(10_000).describe('parked events of one subscription; then it waits instead of parking'),
} as const;

/** The settings of the bus, from the environment. */
export function readSettings() {
  return readConfig(settings, process.env);
}

export type BusSettings = ReturnType<typeof readSettings>;
