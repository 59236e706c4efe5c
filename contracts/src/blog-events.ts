import { z } from 'zod';
import { defineEvent, type EventDefinition } from './define-event';
import { boundedText, commentStatus, entityId } from './fields';
import { VERSION_MAX } from './limits';

/** Counts the changes of one post or comment from 1. A course-style publisher sends none: 1 then. */
const version = z.int().positive().max(VERSION_MAX).default(1);
/*
 * Far above what services accept: rules may change, and events stay. With every character escaped a content can be as large as
 * the bus takes an event, so that nothing can follow from it; who makes an event is told so before it is committed.
 */
const title = boundedText(10_000);
const content = boundedText(50_000);
const reason = boundedText(1_000).optional();
/** The course, before it has moderation, sends none. */
const pending = z.literal('pending').default('pending');

export const PostCreated = defineEvent({
  type: 'PostCreated',
  version: 1,
  meaning: 'A post was written.',
  data: z.object({ id: entityId, title, version }),
});

export const PostUpdated = defineEvent({
  type: 'PostUpdated',
  version: 1,
  meaning: "A post's title was changed.",
  data: z.object({ id: entityId, title, version }),
});

export const PostDeleted = defineEvent({
  type: 'PostDeleted',
  version: 1,
  meaning: 'A post was deleted, and its comments are out of sight with it.',
  data: z.object({ id: entityId, version }),
});

export const CommentCreated = defineEvent({
  type: 'CommentCreated',
  version: 1,
  meaning: 'A comment was written; it waits for moderation.',
  data: z.object({ id: entityId, postId: entityId, content, status: pending, version }),
});

export const CommentEdited = defineEvent({
  type: 'CommentEdited',
  version: 1,
  meaning: "A comment's text was changed; it waits for moderation again.",
  data: z.object({ id: entityId, postId: entityId, content, status: pending, version }),
});

export const CommentDeleted = defineEvent({
  type: 'CommentDeleted',
  version: 1,
  meaning: 'A comment was deleted.',
  data: z.object({ id: entityId, postId: entityId, version }),
});

const decided = z.enum(['approved', 'rejected']);

export const CommentModerated = defineEvent({
  type: 'CommentModerated',
  version: 1,
  meaning: 'Moderation decided on one version of a comment.',
  data: z.object({ id: entityId, postId: entityId, content, status: decided, reason, version }),
});

export const CommentUpdated = defineEvent({
  type: 'CommentUpdated',
  version: 1,
  meaning: "A comment's status changed.",
  data: z.object({ id: entityId, postId: entityId, content, status: commentStatus, reason, version }),
});

/** Every event of the blog, in the order of a post's and a comment's life. */
export const blogEvents = [
  PostCreated,
  PostUpdated,
  PostDeleted,
  CommentCreated,
  CommentEdited,
  CommentDeleted,
  CommentModerated,
  CommentUpdated,
] as const;

type Read<Definition> = Definition extends EventDefinition ? ReturnType<Definition['read']> : never;

export type PostEvent = Read<typeof PostCreated | typeof PostUpdated | typeof PostDeleted>;
export type CommentEvent = Read<
  | typeof CommentCreated
  | typeof CommentEdited
  | typeof CommentDeleted
  | typeof CommentModerated
  | typeof CommentUpdated
>;
export type BlogEvent = PostEvent | CommentEvent;
