import { hash } from 'node:crypto';
import {
  type CommentEvent,
  type CommentState,
  type CommentStatus,
  evolveComment,
  evolvePost,
  type PostEvent,
  type PostState,
} from '@blog/contracts';
import type { Finding } from '../account-state';
import type { ServiceName } from './account-sources';

/** Remembered states per post or comment; of one that changes more often, the latest. */
const HISTORY_MAX = 50;
/** The state of a post or comment after the event at a position; its text is kept as a digest. */
export interface Known {
  readonly position: number;
  readonly version: number;
  readonly status: CommentStatus | undefined;
  readonly text: string;
  readonly isDeleted: boolean;
}

/** What a service showed at the last look. */
interface Shown {
  /** The service's era at that look; looks from an earlier era no longer count. */
  readonly era: number;
  /** The position of the state shown. */
  readonly through: number;
  /** Whether it was shown, or rightly was not. */
  readonly isThere: boolean;
}

/** A finding; `key` names the condition that would drop it. */
export type Found = Omit<Finding, 'subject'> & { readonly key: string };

/** The lists are copied on change: an array that grows reserves capacity, which would add up to far too much. */
export interface Subject {
  readonly kind: 'post' | 'comment';
  readonly id: string;
  readonly postId: string;
  /** The number of its receipt; 0 while there is none. */
  receipt: number;
  /** It may have events in the part of the log that was not read: nothing counts as wrong until the log was asked. */
  mayPredate: boolean;
  /** The position of the last event read about it; 0 while there is none. */
  readTo: number;
  /** The position of the event that created it. */
  createdAt: number | undefined;
  /** The highest version of its text in the log, and the lower ones that are missing there. */
  version: number;
  missing: readonly number[];
  /** Versions awaiting a decision, with the position of their event; and those that have one. */
  undecided: readonly { readonly version: number; readonly position: number }[];
  decided: readonly number[];
  announced: readonly string[];
  /** Its history as the owner learns it, and as query does, which hears of decisions only by CommentUpdated. Equal for posts. */
  owner: readonly Known[];
  query: readonly Known[];
  readonly shown: Partial<Record<ServiceName, Shown>>;
  readonly findings: Found[];
}

const NOTHING: readonly never[] = [];

export function newSubject({ kind, id, postId }: Pick<Subject, 'kind' | 'id' | 'postId'>): Subject {
  return {
    ...{ kind, id, postId },
    receipt: 0,
    mayPredate: false,
    readTo: 0,
    createdAt: undefined,
    version: 0,
    missing: NOTHING,
    undecided: NOTHING,
    decided: NOTHING,
    announced: NOTHING,
    owner: NOTHING,
    query: NOTHING,
    shown: {},
    findings: [],
  };
}

/** Forgets what services have shown, and the findings about that. */
export function dropShown(subject: Subject): void {
  const findings = subject.findings.filter(({ where }) => where === 'log');
  Object.assign(subject, { shown: {}, findings });
}

/** Forgets everything except that it was accepted. */
export function forget(subject: Subject): void {
  Object.assign(subject, newSubject(subject), { receipt: subject.receipt });
}

/** Equal for equal texts, and of constant size. */
export const digestOf = (text: string): string => hash('sha1', text, 'base64url');

/** Shares equal entries, so that twenty thousand posts and comments fit into some tens of megabytes. */
const same = (one: Known | undefined, other: Known) =>
  one?.position === other.position && one.version === other.version && one.status === other.status
    ? one
    : other;

/** The history after this event, for the owner or query; unchanged if it adds nothing. `twin`: the other's history. */
export function learn(
  history: readonly Known[],
  event: PostEvent | CommentEvent,
  position: number,
  twin?: readonly Known[],
): readonly Known[] {
  const last = history.at(-1);
  const next =
    'postId' in event.data ? nextComment(last, event as CommentEvent) : nextPost(last, event as PostEvent);
  if (next === undefined) return history;
  return [...history.slice(1 - HISTORY_MAX), same(twin?.at(-1), { position, ...next })];
}

const TIMES = { createdAt: '', updatedAt: '' };

function nextPost(last: Known | undefined, event: PostEvent): Omit<Known, 'position'> | undefined {
  const current: PostState | undefined = last && {
    id: event.data.id,
    ...TIMES,
    title: last.text,
    version: last.version,
    deleted: last.isDeleted,
  };
  const next = evolvePost(current, event);
  if (next === current) return undefined;
  const text = 'title' in event.data ? digestOf(next.title) : '';
  return { version: next.version, status: undefined, text, isDeleted: next.deleted };
}

function nextComment(last: Known | undefined, event: CommentEvent): Omit<Known, 'position'> | undefined {
  const { id, postId } = event.data;
  const current: CommentState | undefined = last && {
    ...{ id, postId, ...TIMES, version: last.version, content: last.text, deleted: last.isDeleted },
    status: last.status ?? 'pending',
  };
  // evolveComment compares decisions including their reason, which is not kept here.
  const { reason: _, ...data } = event.data as { reason?: string };
  const next = evolveComment(current, { ...event, data } as CommentEvent);
  if (next === current) return undefined;
  const text = next.deleted ? '' : digestOf(next.content);
  return { version: next.version, status: next.status, text, isDeleted: next.deleted };
}

/** Removes a finding that no longer holds. */
export function dropFinding({ findings }: Subject, key: string): void {
  const index = findings.findIndex((found) => found.key === key);
  if (index >= 0) findings.splice(index, 1);
}
