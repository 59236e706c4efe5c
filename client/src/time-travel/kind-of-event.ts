/** What an event means to readers, as far as the timeline marks it. */
export const EVENT_KINDS = ['post', 'comment', 'edit', 'approval', 'rejection', 'deletion', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['PostCreated', 'post'],
  ['PostUpdated', 'edit'],
  ['PostDeleted', 'deletion'],
  ['CommentCreated', 'comment'],
  ['CommentEdited', 'edit'],
  ['CommentDeleted', 'deletion'],
]);

/** A decision counts at the event that changes the comment, not at moderation's. */
export function kindOfEvent(type: string, status: unknown): EventKind {
  if (type !== 'CommentUpdated') return KINDS.get(type) ?? 'other';
  if (status === 'rejected') return 'rejection';
  return status === 'approved' ? 'approval' : 'other';
}
