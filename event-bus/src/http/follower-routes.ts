import { defineRoutes, followerReport, queryParameters, subscriberName } from '@blog/service-kit';
import { z } from 'zod';
import { jsonAnswer } from './json-answer';
import { newSubscriberParams, subscriberParams } from './subscriber-params';
import { subscriber } from './subscriber-views';

const REPORT_BYTES_MAX = 16 * 1024;
const done = { description: 'Done' };

/** Who reads the log, and what followers say about themselves. */
export const followerRoutes = defineRoutes({
  listSubscribers: {
    method: 'get',
    path: '/subscribers',
    summary: 'Every follower and subscription with its lag and state',
    answers: { 200: jsonAnswer('Followers first, then subscriptions', z.array(subscriber)) },
  },
  reportFollower: {
    method: 'put',
    path: '/followers/{name}',
    summary: 'Tells how far a follower is, and why it stopped if it did',
    params: newSubscriberParams,
    body: { schema: followerReport, bytesMax: REPORT_BYTES_MAX },
    answers: { 204: done },
    problems: ['log.position_unknown', 'follower.too_many'],
  },
  forgetFollower: {
    method: 'delete',
    path: '/followers/{name}',
    summary: 'Forgets a follower that will not come back',
    params: subscriberParams,
    query: queryParameters({ instance: subscriberName.default('-') }),
    answers: { 204: done },
    problems: ['follower.not_found', 'follower.connected'],
  },
});
