import { type BlogEvent, blogEvents } from './blog-events';

const definitions = new Map<string, (typeof blogEvents)[number]>(
  blogEvents.map((definition) => [definition.type, definition]),
);

/**
 * Reads an event of the log; undefined for a type that is none of the blog's.
 * @throws UnreadableEvent  one of the blog's types, but not of its shape or version
 */
export function readBlogEvent(event: { type: string }): BlogEvent | undefined {
  return definitions.get(event.type)?.read(event) as BlogEvent | undefined;
}
