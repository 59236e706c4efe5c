import type { BlogEvent, CommentStatus } from '@blog/contracts';
import type { ReceiptReport } from '../account-state';

/*
 * What the account counts from: a log, and the contents of the services. Every answer is read at that moment; what cannot be
 * read is undefined, which counts as neither good nor bad.
 */

/** An event of the log; `event` is undefined if it is not about a post or comment, or cannot be read. */
export interface LoggedEvent {
  readonly position: number;
  readonly event: BlogEvent | undefined;
}

/** A position in one epoch of a log; another epoch is another log. */
export interface LogPlace {
  readonly epoch: string;
  readonly position: number;
}

/** Receives a log's events in order. */
export interface LogSink {
  /** Reading starts after this place. A different epoch means another log, read from its beginning. */
  began(place: LogPlace): void;
  event(event: LoggedEvent): void;
}

export interface AccountLog {
  /**
   * Reads the log after `place`, or after its head if `place` is undefined, and then live; from the beginning if the log has
   * another epoch than `place`. Resolves once it can read no further, or `signal` is aborted; never rejects.
   */
  follow(place: LogPlace | undefined, sink: LogSink, signal: AbortSignal): Promise<void>;

  /**
   * The log's events about one post or comment up to `place`, in order, possibly with others; undefined if they cannot be
   * read, or the log has another epoch by now.
   */
  eventsOf(
    subject: Pick<ReceiptReport, 'kind' | 'id'>,
    place: LogPlace,
    signal: AbortSignal,
  ): Promise<readonly LoggedEvent[] | undefined>;

  /** The current end of the log. */
  head(signal: AbortSignal): Promise<LogPlace | undefined>;

  /**
   * The position up to which every event that needs a decision has one, in the log. Also undefined while a decision is held
   * up by a parked event.
   */
  decidedThrough(signal: AbortSignal): Promise<number | undefined>;
}

/** A service's progress; asked for before a look, it holds for that look. */
export interface Standing {
  /** False while the service rebuilds itself and does not have everything it had before. */
  readonly isReady: boolean;
  /** Every event up to this position is applied. */
  readonly appliedTo: number;
  /** Accepted events that are not in the log yet. */
  readonly outbox: number;
  /** Events set aside, from the log or its own. Something missing may be among them. */
  readonly setAside: number;
}

interface SeenPost {
  readonly version: number;
  readonly title: string;
}

export interface SeenComment {
  readonly id: string;
  readonly version: number;
  readonly status: CommentStatus;
  readonly content: string;
}

/** What a service shows of one post. */
export interface Look {
  /** True if comments may be missing that were not asked for. */
  readonly isPartial?: boolean;
  /** Undefined if the service does not have the post, or does not show posts. */
  readonly post?: SeenPost | undefined;
  /** Its comments as shown, in order, with duplicates; undefined if it does not have the post, or does not show comments. */
  readonly comments?: readonly SeenComment[] | undefined;
}

/** A request for a post; with `wanted`, comments with these ids are enough. */
export interface Wanted {
  readonly postId: string;
  readonly wanted?: ReadonlySet<string> | undefined;
}

export interface AccountService {
  standing(signal: AbortSignal): Promise<Standing | undefined>;
  look(of: Wanted, signal: AbortSignal): Promise<Look | undefined>;
}

/** `posts` shows posts, `comments` shows comments, `query` shows both. */
export const SERVICE_NAMES = ['posts', 'comments', 'query'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface AccountSources {
  readonly log: AccountLog;
  readonly services: Readonly<Record<ServiceName, AccountService>>;
}
