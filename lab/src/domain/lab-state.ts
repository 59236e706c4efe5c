import { z } from 'zod';

/** The header with the lab's secret; only the page's own server sends it. */
export const LAB_SECRET_HEADER = 'lab-secret';

export const DELAY_MS_MAX = 10_000;
export const POSTS_PER_SECOND_MAX = 50;
export const COMMENTS_PER_SECOND_MAX = 200;
/** The latest faults are kept. */
export const FAULTS_MAX = 200;
/** The latest receipts are kept. */
export const RECEIPTS_MAX = 20_000;
export const RECEIPTS_PAGE_MAX = 1_000;

/** RFC 3339, UTC. */
const timestamp = z.string().meta({ format: 'date-time' });

/** The actions on a part: SIGKILL, SIGTERM, SIGSTOP, SIGCONT, a new process, an empty data folder. */
export const partAction = z.enum(['kill', 'stop', 'freeze', 'thaw', 'start', 'delete-data']);

/**
 * `starting` until /readyz first answers 200, then `running`. `stopping` after `kill` or `stop`, until the process has
 * ended. `stopped` and `killed` were requested through the lab; `ended` was not.
 */
export const partState = z.enum(['running', 'starting', 'stopping', 'stopped', 'killed', 'frozen', 'ended']);

/** A process of the system; each replica of the bus is a part. */
export const labPart = z.object({
  name: z.string(),
  state: partState,
  since: timestamp,
  /** The actions possible now; empty for the page's own server, and while an action is in progress. */
  actions: z.array(partAction),
});

/** The connections between a service and the bus, in both directions. `delayMs` is 0 unless `slow`. */
export const labLink = z.object({
  service: z.string(),
  state: z.enum(['open', 'slow', 'cut']),
  delayMs: z.int().min(0).max(DELAY_MS_MAX),
});

/** The body of PUT /lab/links/:service. */
export const linkRequest = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open') }),
  z.strictObject({ state: z.literal('slow'), delayMs: z.int().min(1).max(DELAY_MS_MAX) }),
  z.strictObject({ state: z.literal('cut') }),
]);

/** The body of PUT /lab/load: writes of each kind per second, evenly spaced. */
export const loadRequest = z.strictObject({
  postsPerSecond: z.number().min(0).max(POSTS_PER_SECOND_MAX),
  commentsPerSecond: z.number().min(0).max(COMMENTS_PER_SECOND_MAX),
});

/** The body of PUT /lab/classic. */
export const classicRequest = z.strictObject({ state: z.enum(['running', 'stopped']) });

/**
 * The course's classic system, which gets the same load as this one. What is done to a part here is done to the one of the
 * same name there.
 */
export const classicState = z.object({
  since: timestamp,
  parts: z.array(labPart.omit({ actions: true })),
});

/**
 * An action on a part, on a link (`target` is its service), on the load (`target` is `load`), or on the classic system
 * (`target` is `classic`).
 */
export const fault = z.object({
  /** 1, 2, 3 … in the order in which they were done. */
  id: z.int().min(1),
  at: timestamp,
  kind: z.enum([...partAction.options, 'open', 'slow', 'cut', 'load', 'load-end', 'classic', 'classic-end']),
  target: z.string(),
  /** A sentence for people: "query was killed from the page." */
  text: z.string(),
});

/** The answer to GET /lab, and the data of each Server-Sent Event of its stream. */
export const labState = z.object({
  startedBy: z.enum(['npm start', 'npm run dev']),
  /** In the order of their first start. */
  parts: z.array(labPart),
  /** Empty if BUS_URL names a bus of the user's own: then the lab is not in between. */
  links: z.array(labLink),
  /** The load's rate, or null if nothing is written. */
  load: loadRequest.nullable(),
  /** Null unless it runs. */
  classic: classicState.nullable(),
  /** Oldest first. */
  faults: z.array(fault).max(FAULTS_MAX),
});

/** A post or comment that its service has accepted with 201, possibly after several attempts. */
export const receipt = z.object({
  /** 1, 2, 3 … in the order of acceptance. */
  number: z.int().min(1),
  kind: z.enum(['post', 'comment']),
  id: z.string(),
  /** For a comment: its post. */
  postId: z.string().optional(),
  /** The author: the load, or somebody on the page. */
  by: z.enum(['load', 'page']),
  acceptedAt: timestamp,
});

/** The answer to GET /lab/receipts. */
export const receiptPage = z.object({
  receipts: z.array(receipt),
  /** `after` of the next page; unchanged while there is nothing newer. */
  next: z.int().min(0),
  /** How many were accepted since the lab opened, and the number up to which they are no longer kept. */
  accepted: z.int().min(0),
  forgottenUpTo: z.int().min(0),
  /** Writes that are not accepted yet; they are retried until they are. */
  underWay: z.int().min(0),
});

export type PartAction = z.infer<typeof partAction>;
export type PartState = z.infer<typeof partState>;
export type LabPart = z.infer<typeof labPart>;
export type LabLink = z.infer<typeof labLink>;
export type LinkRequest = z.infer<typeof linkRequest>;
export type LoadRequest = z.infer<typeof loadRequest>;
export type ClassicRequest = z.infer<typeof classicRequest>;
export type ClassicState = z.infer<typeof classicState>;
export type Fault = z.infer<typeof fault>;
export type LabState = z.infer<typeof labState>;
export type Receipt = z.infer<typeof receipt>;
export type ReceiptPage = z.infer<typeof receiptPage>;
