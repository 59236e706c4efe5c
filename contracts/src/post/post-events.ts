import { z } from 'zod';
import { defineEvent, type EventFrom } from '../event/define-event';
import { entityId, version } from '../fields';
import { writtenFields } from './post-fields';

export const PostCreated = defineEvent({
  type: 'PostCreated',
  version: 1,
  meaning: 'A post was written.',
  data: z.object({ id: entityId, ...writtenFields, version }),
});

export const PostUpdated = defineEvent({
  type: 'PostUpdated',
  version: 1,
  meaning: "A post's title was changed.",
  data: z.object({ id: entityId, ...writtenFields, version }),
});

export const PostDeleted = defineEvent({
  type: 'PostDeleted',
  version: 1,
  meaning: 'A post was deleted; its comments are no longer visible.',
  data: z.object({ id: entityId, version }),
});

/** In the order of a post's life. */
export const postEvents = [PostCreated, PostUpdated, PostDeleted] as const;

export type PostEvent = EventFrom<typeof postEvents>;
