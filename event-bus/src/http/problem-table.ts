/** The HTTP status of each of the bus's own error codes. */
export const busProblems: Readonly<Record<string, number>> = {
  'event.invalid': 400,
  'event.not_found': 404,
  'event.conflict': 409,
  'event.too_large': 413,
  'batch.too_many_events': 413,
  'log.overloaded': 503,
  'log.corrupt': 500,
  'follower.not_found': 404,
  'follower.connected': 409,
  'follower.too_many': 503,
  'event.own_delivery': 400,
  'subscription.not_found': 404,
  'subscription.after_beyond_head': 400,
  'subscription.too_many': 409,
  'parked.not_found': 404,
};
