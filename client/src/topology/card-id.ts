import { type Subscriber, subscriberKey } from '../api/subscribers';

/** The id of a subscriber's card, which is also its fragment in the address. */
export const cardId = (subscriber: Subscriber) => `of-${subscriberKey(subscriber)}`;
