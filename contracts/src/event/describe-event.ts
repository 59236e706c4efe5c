import { plainLine } from '../text/plain-line';
import type { BlogEvent } from './blog-events';

export { plainLine };

/* Without a schema library, so that a page can describe events as they are. Nothing in an event is trusted to have its form. */

/** What is shown of a title, a comment or a reason, in graphemes. */
const DETAIL_CHARACTERS_MAX = 120;
const TYPE_CHARACTERS_MAX = 60;

export type EventKind = 'post' | 'comment' | 'moderation' | 'other';

/** What happened to a post or comment; `other` for what is not of the blog, or does not say. */
export type EventChange = 'written' | 'edited' | 'deleted' | 'pending' | 'approved' | 'rejected' | 'other';

export interface EventDescription {
  readonly kind: EventKind;
  readonly change: EventChange;
  /** What happened, in two or three words: `Comment written`. */
  readonly words: string;
  /** The title, the text or the reason, in one bounded line; undefined if there is none. */
  readonly detail: string | undefined;
  /** Whether the detail is what somebody wrote, and not a reason. */
  readonly isQuote: boolean;
}

interface DescribedEvent {
  readonly type: string;
  readonly data?: unknown;
}

interface Data {
  readonly title?: unknown;
  readonly content?: unknown;
  readonly status?: unknown;
  readonly reason?: unknown;
}

/** Says what an event tells, for people; of a type that is not the blog's, no more than the type. */
export function describeEvent(event: DescribedEvent): EventDescription {
  const describe = Object.hasOwn(DESCRIBE, event.type)
    ? DESCRIBE[event.type as BlogEvent['type']]
    : undefined;
  const data = typeof event.data === 'object' && event.data !== null ? (event.data as Data) : {};
  return describe?.(data) ?? ofUnknown(event.type);
}

/** An event in one sentence, `Comment written: “I like apples”`. What somebody wrote is isolated: it cannot turn the rest around. */
export function eventSentence(event: DescribedEvent): string {
  const { words, detail, isQuote } = describeEvent(event);
  if (detail === undefined) return words;
  const isolated = `${FIRST_STRONG_ISOLATE}${detail}${POP_ISOLATE}`;
  return `${words}: ${isQuote ? `“${isolated}”` : isolated}`;
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

const DESCRIBE: Readonly<Record<BlogEvent['type'], (data: Data) => EventDescription>> = {
  PostCreated: ({ title }) => ({ kind: 'post', change: 'written', words: 'Post written', ...quote(title) }),
  PostUpdated: ({ title }) => ({ kind: 'post', change: 'edited', words: 'Post renamed', ...quote(title) }),
  PostDeleted: () => ({ kind: 'post', change: 'deleted', words: 'Post deleted', ...NO_DETAIL }),
  CommentCreated: ({ content }) => ({
    kind: 'comment',
    change: 'written',
    words: 'Comment written',
    ...quote(content),
  }),
  CommentEdited: ({ content }) => ({
    kind: 'comment',
    change: 'edited',
    words: 'Comment edited',
    ...quote(content),
  }),
  CommentDeleted: () => ({ kind: 'comment', change: 'deleted', words: 'Comment deleted', ...NO_DETAIL }),
  CommentModerated: (data) =>
    ofStatus(data, { kind: 'moderation', who: 'Moderation', unclear: 'Moderation decided' }),
  CommentUpdated: (data) => ofStatus(data, { kind: 'comment', who: 'Comment', unclear: 'Comment updated' }),
};

function ofStatus(data: Data, names: { kind: EventKind; who: string; unclear: string }): EventDescription {
  const { kind, who, unclear } = names;
  const { status, reason, content } = data;
  if (status !== 'approved' && status !== 'rejected' && status !== 'pending') {
    return { kind, change: 'other', words: unclear, ...quote(content) };
  }
  const words = status === 'pending' ? `${who} pending again` : `${who} ${status}`;
  const why = status === 'rejected' ? detailOf(reason) : undefined;
  return {
    kind,
    change: status,
    words,
    ...(why === undefined ? quote(content) : { detail: why, isQuote: false }),
  };
}

/** `OrderShipped` is `Order shipped`; any other form of a type stays as it is. */
function ofUnknown(type: string): EventDescription {
  const isPascalCase = /^(?:[A-Z][a-z0-9]+){2,}$/.test(type);
  const text = isPascalCase ? type.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : type;
  const words = plainLine(text, TYPE_CHARACTERS_MAX) || 'An event without a visible type';
  return { kind: 'other', change: 'other', words, ...NO_DETAIL };
}

const NO_DETAIL = { detail: undefined, isQuote: false } as const;

const quote = (text: unknown) => ({ detail: detailOf(text), isQuote: true });

function detailOf(text: unknown): string | undefined {
  return typeof text === 'string' ? plainLine(text, DETAIL_CHARACTERS_MAX) || undefined : undefined;
}
