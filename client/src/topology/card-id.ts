import { type Subscriber, subscriberKey } from '../api/subscribers';

/** The id of a subscriber's card in the page, and so its address there. */
export const cardId = (subscriber: Subscriber) => `of-${subscriberKey(subscriber)}`;
