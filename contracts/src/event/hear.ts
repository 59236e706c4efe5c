import { type BlogEvent, blogEvents } from './blog-events';
import { readBlogEvent } from './read-blog-event';

/** What is done about an event at a position of the log; undefined if it is of no concern. */
type Reaction<Event, Target, Result> =
  | ((event: Event, target: Target, position: number) => Result)
  | undefined;

/** What is done about each event of the blog: the compiler asks for a line whenever there is a new one. */
type Reactions<Target, Result = void> = {
  readonly [Type in BlogEvent['type']]: Reaction<Extract<BlogEvent, { type: Type }>, Target, Result>;
};

export interface Hearing<Target, Result = void> {
  /** The types of the events that something is done about. */
  readonly types: readonly string[];
  /**
   * Does what is to be done about an event of the log; undefined if that is nothing, whatever it holds.
   * @throws UnreadableEvent  one of `types`, but not of its shape or version; what a reaction throws
   */
  react(event: { type: string; position: number }, target: Target): Result | undefined;
}

/** Makes of the reactions of a service what it hears, and what it does then. */
export function hear<Target, Result = void>(reactions: Reactions<Target, Result>): Hearing<Target, Result> {
  const types = blogEvents.map(({ type }) => type).filter((type) => reactions[type] !== undefined);
  const heard: ReadonlySet<string> = new Set(types);
  return {
    types,
    react(event, target) {
      const read = heard.has(event.type) ? readBlogEvent(event) : undefined;
      if (read === undefined) return undefined;
      const reaction = reactions[read.type] as Reaction<BlogEvent, Target, Result>;
      return reaction?.(read, target, event.position);
    },
  };
}
