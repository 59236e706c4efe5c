import { z } from 'zod';

/** The latest findings are kept; all are counted. */
export const FINDINGS_MAX = 100;
/** The latest receipts are followed; those before stay counted as they were. */
export const FOLLOWED_MAX = 20_000;

const count = z.int().min(0);
/** RFC 3339, UTC. */
const timestamp = z.string().meta({ format: 'date-time' });
const entityId = z.string().regex(/^[\w-]{1,64}$/);

/** The body of POST /lab/receipts: a post or comment that its service has answered 201. */
export const receiptReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('post'), id: entityId }),
  z.strictObject({ kind: z.literal('comment'), id: entityId, postId: entityId }),
]);

/** Something that is not as it was promised. It is dropped once it is so no longer. */
export const finding = z.object({
  /** 1, 2, 3 … in the order in which they were found. */
  number: z.int().min(1),
  at: timestamp,
  kind: z.enum(['lost', 'twice', 'outOfOrder']),
  /** Where it is missing, double or out of order. */
  where: z.enum(['log', 'posts', 'comments', 'query']),
  /** The post or comment, or null if it is about the log itself. */
  subject: z
    .object({ kind: z.enum(['post', 'comment']), id: z.string(), postId: z.string().optional() })
    .nullable(),
  /** Of the event in the log that says so; null if there is none. */
  position: z.int().min(1).nullable(),
  /** A sentence for people. */
  text: z.string(),
});

/** How a service answered last: `away` if it did not, `rebuilding` while it is not ready. */
export const accountService = z.object({
  name: z.enum(['posts', 'comments', 'query']),
  state: z.enum(['asked', 'rebuilding', 'away', 'unknown']),
  /** Up to which position of the log it has applied everything; null if it has never said. */
  appliedTo: count.nullable(),
  /** Events that it has accepted and that are not in the log yet; null if it has never said. */
  outbox: count.nullable(),
});

/**
 * The answer to GET /lab/account: of what was accepted, how many are where, as the log and the services say themselves. A post or
 * comment that was deleted counts as there if it is rightly absent.
 */
export const accountState = z.object({
  /** When the counting began. */
  since: timestamp,
  /** Up to which position the log was read, and when that was its end; null before it ever was. */
  position: count.nullable(),
  at: timestamp.nullable(),
  /** Whether the log can be read now. */
  log: z.enum(['read', 'away', 'unknown']),
  posts: z.object({ accepted: count, inLog: count, inPosts: count, inQuery: count }),
  comments: z.object({ accepted: count, inLog: count, inComments: count, inQuery: count, decided: count }),
  /** Accepted, and not everywhere yet: something on their way is down, behind, or not done. */
  onTheWay: count,
  /** Everywhere, as far as the services say how far they are; not seen there yet. */
  beingChecked: count,
  /** No longer followed, and not seen everywhere by then. */
  unchecked: count,
  /** Posts and comments, and places of the log, with at least one such finding. */
  lost: count,
  twice: count,
  outOfOrder: count,
  services: z.array(accountService),
  /** The latest first. */
  findings: z.array(finding).max(FINDINGS_MAX),
});

export type ReceiptReport = z.infer<typeof receiptReport>;
export type Finding = z.infer<typeof finding>;
export type FindingKind = Finding['kind'];
export type AccountState = z.infer<typeof accountState>;
