import { describeEvent } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';

/** As the blog's services take ids, so that a link made of one leads nowhere else. */
const ENTITY_ID = /^[\w-]{1,64}$/;

/** The id of the post that an event of the blog is about, or whose comment it is about. */
export function postOf(event: LogEvent): string | undefined {
  const { kind } = describeEvent(event);
  if (kind === 'other' || typeof event.data !== 'object' || event.data === null) return undefined;
  const { id, postId } = event.data as { id?: unknown; postId?: unknown };
  const post = kind === 'post' ? id : postId;
  return typeof post === 'string' && ENTITY_ID.test(post) ? post : undefined;
}
