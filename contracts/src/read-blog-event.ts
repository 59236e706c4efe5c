import { type BlogEvent, blogEvents } from './blog-events';
import type { EventDefinition } from './define-event';

/**
 * Reads an event of the log if it is one of `definitions`; undefined for any other type, whatever it holds.
 * @throws UnreadableEvent  one of these types, but not of its shape or version
 */
export function readOneOf<Definition extends EventDefinition>(
  definitions: readonly Definition[],
  event: { type: string },
): ReturnType<Definition['read']> | undefined {
  const definition = definitions.find(({ type }) => type === event.type);
  return definition?.read(event) as ReturnType<Definition['read']> | undefined;
}

/** The types of events, for whoever wants only these of the log. */
export function typesOf(definitions: readonly Pick<EventDefinition, 'type'>[]): string[] {
  return definitions.map(({ type }) => type);
}

/** Reads an event of the log if it is one of the blog's, as `readOneOf` does. */
export function readBlogEvent(event: { type: string }): BlogEvent | undefined {
  return readOneOf(blogEvents, event);
}
