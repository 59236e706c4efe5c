import { commentEvents } from '../comment/comment-events';
import { postEvents } from '../post/post-events';

const things: ReadonlyMap<string, string> = new Map([
  ...postEvents.map(({ type }) => [type, 'post'] as const),
  ...commentEvents.map(({ type }) => [type, 'comment'] as const),
]);

/**
 * Names the post or comment that an event of the log tells of: its events must keep their order among themselves. Undefined
 * for an event that is not the blog's, or does not say. Takes whatever was published: the event may be one that nobody can
 * read.
 */
export function sequenceOf(event: { readonly type: string; readonly data?: unknown }): string | undefined {
  const thing = things.get(event.type);
  if (thing === undefined) return undefined;
  const id = (event.data as { id?: unknown } | null | undefined)?.id;
  if (typeof id !== 'string' || id === '') return undefined;
  return `${thing}/${id}`;
}
