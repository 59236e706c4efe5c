import type { BlogEvent, CommentStatus } from '@blog/contracts';
import type { ReceiptReport } from '../account-state';

/*
 * What the account counts from: a log, and what the services have. Every answer is read from them at that moment; what cannot
 * be read is undefined, and is never taken for good or bad.
 */

/** An event of the log; `event` is undefined if it tells of no post or comment, or cannot be read. */
export interface LoggedEvent {
  readonly position: number;
  readonly event: BlogEvent | undefined;
}

/** A place in a log; another epoch is another log. */
export interface LogPlace {
  readonly epoch: string;
  readonly position: number;
}

/** Hears what a log says, in its order. */
export interface LogSink {
  /** What follows is read from after this place. In another epoch than before, it is another log, read from its beginning. */
  began(place: LogPlace): void;
  event(event: LoggedEvent): void;
}

export interface AccountLog {
  /**
   * Reads the log from after `place`, or from after its head if `place` is undefined, and then live. If the log is no longer that of
   * `place`, from its beginning. Resolves once it can read no further, or `signal` is aborted; never rejects.
   */
  follow(place: LogPlace | undefined, sink: LogSink, signal: AbortSignal): Promise<void>;

  /**
   * What the log has of one post or comment up to `place`, in its order, and maybe of others; undefined if that cannot be read, or it is
   * another log by now.
   */
  eventsOf(
    subject: Pick<ReceiptReport, 'kind' | 'id'>,
    place: LogPlace,
    signal: AbortSignal,
  ): Promise<readonly LoggedEvent[] | undefined>;

  /** The last place of the log, now. */
  head(signal: AbortSignal): Promise<LogPlace | undefined>;

  /**
   * Up to which position every event that needs a decision has got it: it is in the log by now. Undefined as well while a decision is
   * kept back (a parked event).
   */
  decidedThrough(signal: AbortSignal): Promise<number | undefined>;
}

/** How a service stands; asked before a look, it holds for the look. */
export interface Standing {
  /** Whether it has what it had before, and can be looked at: not while it rebuilds itself. */
  readonly isReady: boolean;
  /** Every event up to this position is applied. */
  readonly appliedTo: number;
  /** How many events it has accepted that are not in the log yet. */
  readonly outbox: number;
  /** How many events it keeps apart, of the log or of its own. What is missing may be among them. */
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
  /** Whether comments may be left out that were not asked for. */
  readonly isPartial?: boolean;
  /** Undefined if it does not have the post, or shows no posts. */
  readonly post?: SeenPost | undefined;
  /** Its comments, in the order and as often as they are shown; undefined if it does not have the post, or shows no comments. */
  readonly comments?: readonly SeenComment[] | undefined;
}

/** A post that a service is asked for; with `wanted`, its comments with these ids are enough. */
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
