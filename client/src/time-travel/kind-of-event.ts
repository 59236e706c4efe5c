import type { BlogEvent } from '@blog/contracts';

/** What an event means to readers, as far as the timeline marks it. */
export const EVENT_KINDS = ['post', 'comment', 'edit', 'approval', 'rejection', 'deletion', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** CommentUpdated has one for each status. */
const KINDS: Readonly<Record<Exclude<BlogEvent['type'], 'CommentUpdated'>, EventKind>> = {
  PostCreated: 'post',
  PostUpdated: 'edit',
  PostDeleted: 'deletion',
  CommentCreated: 'comment',
  CommentEdited: 'edit',
  CommentDeleted: 'deletion',
  CommentModerated: 'other',
};
const kindsByType: ReadonlyMap<string, EventKind> = new Map(Object.entries(KINDS));

/** A decision counts at the event that changes the comment, not at moderation's. */
export function kindOfEvent(type: string, status: unknown): EventKind {
  if (type !== 'CommentUpdated') return kindsByType.get(type) ?? 'other';
  if (status === 'rejected') return 'rejection';
  return status === 'approved' ? 'approval' : 'other';
}
