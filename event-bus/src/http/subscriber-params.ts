import { subscriberName } from '@blog/service-kit';
import { z } from 'zod';
import { addressable } from './addressable';

/** The name of a follower or subscription that may be new. */
export const newSubscriberName = addressable(subscriberName);

export const subscriberParams = z.object({ name: subscriberName });
export const newSubscriberParams = z.object({ name: newSubscriberName });
