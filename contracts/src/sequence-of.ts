import { blogEvents } from './blog-events';

const types: ReadonlySet<string> = new Set(blogEvents.map(({ type }) => type));

/**
 * Names the post or comment that an event of the log tells of: its events must keep their order among themselves. Undefined
 * for an event that is not the blog's, or does not say. Takes whatever was published: the event may be one that nobody can
 * read.
 */
export function sequenceOf(event: { readonly type: string; readonly data?: unknown }): string | undefined {
  if (!types.has(event.type)) return undefined;
  const id = (event.data as { id?: unknown } | null | undefined)?.id;
  if (typeof id !== 'string' || id === '') return undefined;
  return `${event.type.startsWith('Post') ? 'post' : 'comment'}/${id}`;
}
