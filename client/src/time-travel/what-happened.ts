import { describeEvent } from '@blog/contracts/describe-event';
import type { KeptEvent } from './event-column';

/** An event in words. */
export function whatHappened(event: KeptEvent | undefined): string {
  if (event === undefined) return 'Nothing has happened yet.';
  const { kind, words } = describeEvent(event);
  return kind === 'other' ? 'No concern of the blog.' : `${words}.`;
}

/** The post that an event is about, and the comment if it concerns one. */
export function subjectOf(event: KeptEvent | undefined): { postId?: string; commentId?: string } {
  const { id, postId } = event?.data ?? {};
  if (id === undefined) return {};
  return postId === undefined ? { postId: id } : { postId, commentId: id };
}
