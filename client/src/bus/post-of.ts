import { describeEvent } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';

/** The id format of the blog's services, so that a link made from an id leads nowhere else. */
const ENTITY_ID = /^[\w-]{1,64}$/;

/** The id of the post that a blog event concerns, directly or through a comment. */
export function postOf(event: LogEvent): string | undefined {
  const { kind } = describeEvent(event);
  if (kind === 'other' || typeof event.data !== 'object' || event.data === null) return undefined;
  const { id, postId } = event.data as { id?: unknown; postId?: unknown };
  const post = kind === 'post' ? id : postId;
  return typeof post === 'string' && ENTITY_ID.test(post) ? post : undefined;
}
