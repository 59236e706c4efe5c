import { describeEvent } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';

interface BlogData {
  readonly id?: unknown;
  readonly postId?: unknown;
  readonly status?: unknown;
}

const dataOf = (event: LogEvent | undefined): BlogData =>
  typeof event?.data === 'object' && event.data !== null ? event.data : {};

/** An event without the texts in it, which the timeline has already: all that is asked of it here. */
export function withoutText(event: LogEvent): LogEvent {
  const { id, postId, status } = dataOf(event);
  return { ...event, data: { id, postId, status } };
}

/** An event in words. */
export function whatHappened(event: LogEvent | undefined): string {
  if (event === undefined) return 'Nothing has happened yet.';
  const { kind, words } = describeEvent(event);
  return kind === 'other' ? 'No concern of the blog.' : `${words}.`;
}

/** The post that an event is about, and the comment if it is about one. */
export function subjectOf(event: LogEvent | undefined): { postId?: string; commentId?: string } {
  const { id, postId } = dataOf(event);
  if (typeof id !== 'string') return {};
  return typeof postId === 'string' ? { postId, commentId: id } : { postId: id };
}
