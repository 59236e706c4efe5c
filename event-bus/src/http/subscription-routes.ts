import {
  answerHeaders,
  defineRoutes,
  digits,
  POSITION_MAX,
  pageLimit,
  queryParameters,
  subscriptionRequest,
} from '@blog/service-kit';
import { z } from 'zod';
import { jsonAnswer } from './json-answer';
import { newSubscriberParams, subscriberParams } from './subscriber-params';
import { parkedEvent, subscriptionView } from './subscriber-views';

const BODY_BYTES_MAX = 64 * 1024;

const params = subscriberParams;
const parkedParams = params.extend({ position: digits({ min: 1 }) });
const replayRequest = z.strictObject({ after: z.int().min(0).max(POSITION_MAX) });
const shown = jsonAnswer('The subscription', subscriptionView);
const done = { description: 'Done' };
const queued = z.object({ queued: z.int().min(0) });
const discarded = z.object({ discarded: z.int().min(0) });
const problems = ['subscription.not_found'];

/** Subscriptions, and the events that they have parked. */
export const subscriptionRoutes = defineRoutes({
  listSubscriptions: {
    method: 'get',
    path: '/subscriptions',
    summary: 'Every subscription',
    answers: { 200: jsonAnswer('By name', z.array(subscriptionView)) },
  },
  putSubscription: {
    method: 'put',
    path: '/subscriptions/{name}',
    summary: 'Subscribes, or changes the settings of a subscription, which keeps its cursor',
    params: newSubscriberParams,
    body: { schema: subscriptionRequest, bytesMax: BODY_BYTES_MAX },
    answers: { 200: shown, 201: shown },
    problems: ['subscription.after_beyond_head', 'subscription.target_denied', 'subscription.too_many'],
  },
  readSubscription: {
    method: 'get',
    path: '/subscriptions/{name}',
    summary: 'One subscription',
    params,
    answers: { 200: shown },
    problems,
  },
  deleteSubscription: {
    method: 'delete',
    path: '/subscriptions/{name}',
    summary: 'Ends a subscription and discards its parked events',
    params,
    answers: { 204: done },
    problems,
  },
  replay: {
    method: 'post',
    path: '/subscriptions/{name}/replay',
    summary: 'Delivers everything after a position again',
    params,
    body: { schema: replayRequest, bytesMax: BODY_BYTES_MAX },
    answers: { 200: shown },
    problems: [...problems, 'subscription.after_beyond_head'],
  },
  pause: {
    method: 'post',
    path: '/subscriptions/{name}/pause',
    summary: 'Stops delivering until it is resumed',
    params,
    answers: { 200: shown },
    problems,
  },
  resume: {
    method: 'post',
    path: '/subscriptions/{name}/resume',
    summary: 'Delivers again, from where it was paused',
    params,
    answers: { 200: shown },
    problems,
  },
  retry: {
    method: 'post',
    path: '/subscriptions/{name}/retry',
    summary: 'Immediately tries what waits for its next attempt',
    params,
    answers: { 202: shown },
    problems,
  },
  listParked: {
    method: 'get',
    path: '/subscriptions/{name}/parked',
    summary: 'Parked events in order, with the reason of each',
    params,
    query: queryParameters({ after: digits().default(0), limit: pageLimit }),
    answers: {
      200: {
        ...jsonAnswer('A page; Link rel="next" leads to the next', z.array(parkedEvent)),
        headers: answerHeaders.link,
      },
    },
    problems,
  },
  discardAllParked: {
    method: 'delete',
    path: '/subscriptions/{name}/parked',
    summary: 'Discards all parked events',
    params,
    answers: { 200: jsonAnswer('How many', discarded) },
    problems,
  },
  redeliverAllParked: {
    method: 'post',
    path: '/subscriptions/{name}/parked/redeliver',
    summary: 'Asks for all parked events to be delivered again, once each',
    params,
    answers: { 202: jsonAnswer('How many', queued) },
    problems,
  },
  discardParked: {
    method: 'delete',
    path: '/subscriptions/{name}/parked/{position}',
    summary: 'Discards one parked event',
    params: parkedParams,
    answers: { 204: done },
    problems: [...problems, 'parked.not_found'],
  },
  redeliverParked: {
    method: 'post',
    path: '/subscriptions/{name}/parked/{position}/redeliver',
    summary: 'Asks for one parked event to be delivered again, once',
    params: parkedParams,
    answers: { 202: jsonAnswer('One', queued) },
    problems: [...problems, 'parked.not_found'],
  },
});
