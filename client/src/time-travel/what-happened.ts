import type { KeptEvent } from './event-column';

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['PostCreated', 'A post was written.'],
  ['PostUpdated', 'A post got another title.'],
  ['PostDeleted', 'A post was deleted.'],
  ['CommentCreated', 'A comment was written; it waits for moderation.'],
  ['CommentEdited', 'A comment was changed; it waits for moderation again.'],
  ['CommentDeleted', 'A comment was deleted.'],
]);

/** An event in words. */
export function whatHappened(event: KeptEvent | undefined): string {
  if (event === undefined) return 'Nothing has happened yet.';
  const { status } = event.data;
  if (event.type === 'CommentModerated') return `Moderation decided: ${status}.`;
  if (event.type === 'CommentUpdated') return `A comment is ${status} now.`;
  return SENTENCES.get(event.type) ?? 'No concern of the blog.';
}

/** The post that an event is about, and the comment if it is about one. */
export function subjectOf(event: KeptEvent | undefined): { postId?: string; commentId?: string } {
  const { id, postId } = event?.data ?? {};
  if (id === undefined) return {};
  return postId === undefined ? { postId: id } : { postId, commentId: id };
}
