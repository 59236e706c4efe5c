import { type BlogEvent, blogEvents } from './blog-events';

const definitions = new Map<string, (typeof blogEvents)[number]>(blogEvents.map((one) => [one.type, one]));

/**
 * Reads an event of the log if it is one of the blog's; undefined for any other, whatever it holds.
 * @throws UnreadableEvent  of the blog's type, but not of its shape or version
 */
export function readBlogEvent(event: { type: string }): BlogEvent | undefined {
  return definitions.get(event.type)?.read(event);
}
