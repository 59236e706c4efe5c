import { z } from 'zod';
import { defineEvent, type EventFrom } from '../event/define-event';
import { boundedText, commentStatus, entityId, version } from '../fields';
import { writtenFields } from './comment-fields';

const comment = { id: entityId, postId: entityId };
const { content } = writtenFields;
const reason = boundedText(1_000).optional();
/** The course, before it has moderation, sends none. */
const pending = z.literal('pending').default('pending');
const decided = z.enum(['approved', 'rejected']);

export const CommentCreated = defineEvent({
  type: 'CommentCreated',
  version: 1,
  meaning: 'A comment was written; it waits for moderation.',
  data: z.object({ ...comment, ...writtenFields, status: pending, version }),
});

export const CommentEdited = defineEvent({
  type: 'CommentEdited',
  version: 1,
  meaning: "A comment's text was changed; it waits for moderation again.",
  data: z.object({ ...comment, ...writtenFields, status: pending, version }),
});

export const CommentDeleted = defineEvent({
  type: 'CommentDeleted',
  version: 1,
  meaning: 'A comment was deleted.',
  data: z.object({ ...comment, version }),
});

/* Decisions carry the text because the course's services replace a whole comment by what these events say; no other written field. */

export const CommentModerated = defineEvent({
  type: 'CommentModerated',
  version: 1,
  meaning: 'Moderation decided on one version of a comment.',
  data: z.object({ ...comment, content, status: decided, reason, version }),
});

export const CommentUpdated = defineEvent({
  type: 'CommentUpdated',
  version: 1,
  meaning: "A comment's status changed.",
  data: z.object({ ...comment, content, status: commentStatus, reason, version }),
});

/** In the order of a comment's life. */
export const commentEvents = [
  CommentCreated,
  CommentEdited,
  CommentDeleted,
  CommentModerated,
  CommentUpdated,
] as const;

export type CommentEvent = EventFrom<typeof commentEvents>;
