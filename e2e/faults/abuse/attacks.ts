import type { Attack } from './attack';
import { fakeFollowers } from './fake-followers';
import { forbiddenSubscriptions } from './forbidden-subscriptions';
import { foreignPage } from './foreign-page';
import { forgedEvents } from './forged-events';
import { hostileTypes } from './hostile-types';
import { malformedEvents } from './malformed-events';
import { manyTypeScans } from './many-type-scans';
import { positionsToCome } from './positions-to-come';
import { refusedEvents } from './refused-events';
import { retryStorms } from './retry-storms';
import { reusedKeys } from './reused-keys';
import { silentSubscribers } from './silent-subscribers';
import { unfinishedBodies } from './unfinished-bodies';
import { unreadAnswers } from './unread-answers';
import { unreadStreams } from './unread-streams';

/** All attacks, in the order of the table "what a neighbour can do" in `docs/reliability.md`. */
export const ATTACKS: readonly Attack[] = [
  malformedEvents,
  forgedEvents,
  hostileTypes,
  manyTypeScans,
  unfinishedBodies,
  unreadAnswers,
  unreadStreams,
  fakeFollowers,
  foreignPage,
  silentSubscribers,
  refusedEvents,
  retryStorms,
  forbiddenSubscriptions,
  reusedKeys,
  positionsToCome,
];
