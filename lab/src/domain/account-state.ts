import { z } from 'zod';

/** The latest findings are kept; all are counted. */
export const FINDINGS_MAX = 100;
/** The latest receipts are followed; older ones keep their last count. */
export const FOLLOWED_MAX = 20_000;

const count = z.int().min(0);
/** RFC 3339, UTC. */
const timestamp = z.string().meta({ format: 'date-time' });
const entityId = z.string().regex(/^[\w-]{1,64}$/);

/** The body of POST /lab/receipts: a post or comment that its service answered with 201. */
export const receiptReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('post'), id: entityId }),
  z.strictObject({ kind: z.literal('comment'), id: entityId, postId: entityId }),
]);

/** A broken promise. Dropped once it no longer holds. */
export const finding = z.object({
  /** 1, 2, 3 … in the order of discovery. */
  number: z.int().min(1),
  at: timestamp,
  kind: z.enum(['lost', 'twice', 'outOfOrder']),
  /** Where it is missing, duplicated or out of order. */
  where: z.enum(['log', 'posts', 'comments', 'query']),
  /** The post or comment; null if the finding is about the log itself. */
  subject: z
    .object({ kind: z.enum(['post', 'comment']), id: z.string(), postId: z.string().optional() })
    .nullable(),
  /** Position of the event that shows it; null if there is none. */
  position: z.int().min(1).nullable(),
  /** A sentence for people. */
  text: z.string(),
});

/** The service's last answer: `away` if there was none, `rebuilding` while it is not ready. */
export const accountService = z.object({
  name: z.enum(['posts', 'comments', 'query']),
  state: z.enum(['asked', 'rebuilding', 'away', 'unknown']),
  /** The position up to which it has applied everything; null if it has never reported one. */
  appliedTo: count.nullable(),
  /** Accepted events that are not in the log yet; null if it has never reported them. */
  outbox: count.nullable(),
});

/**
 * The answer to GET /lab/account: for what was accepted, how much is where, according to the log and the services
 * themselves. A deleted post or comment counts as present where it is rightly absent.
 */
export const accountState = z.object({
  /** When the counting began. */
  since: timestamp,
  /** The position up to which the log was read, and when that was its end; null before the first read. */
  position: count.nullable(),
  at: timestamp.nullable(),
  /** Whether the log can currently be read. */
  log: z.enum(['read', 'away', 'unknown']),
  posts: z.object({ accepted: count, inLog: count, inPosts: count, inQuery: count }),
  comments: z.object({ accepted: count, inLog: count, inComments: count, inQuery: count, decided: count }),
  /** Accepted, but not everywhere yet: a part on the way is down, behind or not finished. */
  onTheWay: count,
  /** Should be everywhere, by the progress that the services report, but not seen there yet. */
  beingChecked: count,
  /** No longer followed, and not seen everywhere by then. */
  unchecked: count,
  /** Posts, comments and places of the log with at least one such finding. */
  lost: count,
  twice: count,
  outOfOrder: count,
  services: z.array(accountService),
  /** Latest first. */
  findings: z.array(finding).max(FINDINGS_MAX),
});

export type ReceiptReport = z.infer<typeof receiptReport>;
export type Finding = z.infer<typeof finding>;
export type FindingKind = Finding['kind'];
export type AccountState = z.infer<typeof accountState>;
