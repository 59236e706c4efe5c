import { logProblems } from '@blog/event-log';
import { defineProblems } from '@blog/service-kit';

/** The failures of the bus. */
export const problems = defineProblems(
  {
    'bus.no_leader': [
      'unavailable',
      'No replica of the bus leads at the moment, or the leader cannot be reached; try again.',
    ],
    'event.invalid': ['invalid', 'What was sent is neither a CloudEvents 1.0 event nor a plain one.'],
    'event.own_delivery': [
      'invalid',
      'The request is a delivery of a bus; publishing it would loop forever.',
    ],
    'event.not_found': ['not found', 'The log has no event at this position.'],
    'event.schema_mismatch': [
      'unprocessable',
      'An event does not fit the schema of its type; `errors` says where.',
    ],
    'event.too_large': ['too large', 'The event is larger than the bus accepts.'],
    'event.check_too_long': [
      'too large',
      'Checking the event against the schema of its type takes too many steps.',
    ],
    'log.position_unknown': [
      'conflict',
      'The log does not have this position, or has another event there: it was restored from a backup or replaced.',
    ],
    'follower.not_found': ['not found', 'No such follower is listed.'],
    'follower.connected': ['conflict', 'The follower is connected; stop it before you forget it.'],
    'follower.too_many': [
      'unavailable',
      'The list of followers is full (FOLLOWERS_MAX, FOLLOWER_INSTANCES_MAX).',
    ],
    'subscription.not_found': ['not found', 'No such subscription exists.'],
    'subscription.after_beyond_head': [
      'invalid',
      'The position to begin after is higher than that of the last event.',
    ],
    'subscription.target_denied': [
      'invalid',
      'The bus does not deliver to this URL (DELIVERY_ALLOW, DELIVERY_DENY).',
    ],
    'subscription.too_many': [
      'conflict',
      'The bus has no place for another subscription (SUBSCRIPTIONS_MAX).',
    ],
    'parked.not_found': ['not found', 'No event is parked at this position.'],
    'type.not_found': ['not found', 'No such type is registered.'],
    'type.bad_schema': [
      'unprocessable',
      'The schema is not one that the bus can check; `errors` says where.',
    ],
    'type.exempt_beyond_head': [
      'invalid',
      'The position to exempt through is higher than that of the last event.',
    ],
    'type.too_many': ['conflict', 'The bus has no place for another type (TYPES_MAX).'],
    'type.refuses_history': ['conflict', 'A stored event does not fit the schema; `position` says which.'],
    'type.history_too_costly': ['conflict', 'Checking history against the schema takes too many steps.'],
    'type.superseded': [
      'unavailable',
      'A newer registration replaced this one while it waited, or history is no longer exempt.',
    ],
    'type.too_many_changes': ['unavailable', 'Too many changes of types wait; try again.'],
    'log.not_found': ['not served', 'There is no log at this place.'],
    'backup.exists': ['not served', 'The target of the backup exists already.'],
    'backup.damaged': ['not served', 'The backup, or the log that it is made of, is damaged.'],
    'restore.exists': ['not served', 'The target of the restore is not empty.'],
    usage: ['not served', 'The command was called with wrong arguments.'],
  },
  logProblems,
);
