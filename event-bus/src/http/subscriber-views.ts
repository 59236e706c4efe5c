import { POSITION_MAX, subscriptionRequest } from '@blog/service-kit';
import { z } from 'zod';

/* What the bus shows of those it serves. */

const time = z.string().meta({ format: 'date-time' });
const { format, batchMax, order, handshake, timeoutMs, attemptsMax, backoffFirstMs, backoffMaxMs } =
  subscriptionRequest.shape;

const shared = {
  name: z.string(),
  position: z.int().min(0).max(POSITION_MAX).describe('everything up to here is handled'),
  lag: z
    .object({
      events: z.int().min(0),
      ageMs: z.int().min(0).nullable().describe('of the oldest of them; null if it cannot be read'),
    })
    .describe('events that it has not had yet'),
  lastError: z.string().nullable(),
};

/** A reader that gave its name. */
const followerView = z
  .object({
    kind: z.literal('follower'),
    ...shared,
    instance: z.string().describe('tells replicas of one follower apart'),
    state: z.enum(['live', 'catching-up', 'stopped', 'down']),
    nextAttemptAt: z.null(),
    lastSeenAt: time,
    setAside: z
      .int()
      .min(0)
      .describe('events that it or its outbox could not handle, with those that wait behind them'),
    setAsideReason: z.string().nullable().describe('why the first of them was'),
  })
  .meta({ id: 'FollowerView' });

export const subscriptionView = z
  .object({
    kind: z.literal('subscription'),
    ...shared,
    state: z
      .enum(['active', 'retrying', 'paused', 'ended', 'blocked'])
      .describe(
        'ended: the subscriber answered 410; blocked: an event should be parked, but there is no room',
      ),
    nextAttemptAt: time.nullable(),
    url: z.string(),
    types: z.array(z.string()).nullable().describe('null: every type'),
    format: format.unwrap(),
    batchMax: batchMax.unwrap(),
    order: order.unwrap(),
    handshake: handshake.unwrap(),
    timeoutMs: timeoutMs.unwrap(),
    attemptsMax: attemptsMax.unwrap(),
    backoffFirstMs: backoffFirstMs.unwrap(),
    backoffMaxMs: backoffMaxMs.unwrap(),
    attempts: z.int().min(0).describe('failures of the oldest event that waits for its retry'),
    parked: z.int().min(0).describe('events that are parked'),
  })
  .meta({ id: 'SubscriptionView' });

export const subscriber = z
  .discriminatedUnion('kind', [followerView, subscriptionView])
  .meta({ id: 'Subscriber' });

/** An event that a subscription gave up on. */
export const parkedEvent = z
  .object({
    position: z.int().min(1).max(POSITION_MAX),
    reason: z.string(),
    attempts: z.int().min(0),
    parkedAt: time,
    queued: z.boolean().describe('its redelivery was asked for'),
  })
  .meta({ id: 'ParkedEvent' });
