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

/** States of one post or comment that are told apart; of one that changes more often, the latest. */
const HISTORY_MAX = 50;
/** Of a post or comment; beyond that it is known well enough that something is wrong with it. */
const FINDINGS_OF_ONE_MAX = 10;

/** What is known of a post or comment after the event at a position; of its text, a digest. */
export interface Known {
  readonly position: number;
  readonly version: number;
  readonly status: CommentStatus | undefined;
  readonly text: string;
  readonly isDeleted: boolean;
}

/** How a service showed it last. */
export interface Shown {
  /** Looks from before the service was away say nothing any more. */
  readonly era: number;
  /** The position of the state that it showed. */
  readonly through: number;
  /** Whether it showed it, or rightly did not. */
  readonly isThere: boolean;
}

/** A finding; `key` says what would have to change for it to be dropped. */
export type Found = Omit<Finding, 'subject'> & { readonly key: string };

export interface Subject {
  readonly kind: 'post' | 'comment';
  readonly id: string;
  readonly postId: string;
  /** The number of its receipt; 0 while there is none. */
  receipt: number;
  /** Its event may be in the log where it was not read. */
  mayPredate: boolean;
  /** The position of the event that created it. */
  createdAt: number | undefined;
  /** The highest version of its text in the log, and lower ones that are not in it. */
  version: number;
  readonly missing: Set<number>;
  /** Versions that wait for a decision, with the position of their event; and those that have one. */
  readonly undecided: Map<number, number>;
  readonly decided: Set<number>;
  readonly announced: Set<string>;
  /** As its owner comes to know it, and as query does, which hears of a decision by CommentUpdated only. Of a post, the same. */
  readonly owner: Known[];
  readonly query: Known[];
  readonly shown: Partial<Record<ServiceName, Shown>>;
  readonly findings: Found[];
}

export function newSubject({ kind, id, postId }: Pick<Subject, 'kind' | 'id' | 'postId'>): Subject {
  const history: Known[] = [];
  return {
    ...{ kind, id, postId },
    receipt: 0,
    mayPredate: false,
    createdAt: undefined,
    version: 0,
    missing: new Set(),
    undecided: new Map(),
    decided: new Set(),
    announced: new Set(),
    owner: history,
    query: kind === 'post' ? history : [],
    shown: {},
    findings: [],
  };
}

/** Forgets all but that it was accepted. */
export function forget(subject: Subject): void {
  Object.assign(subject, newSubject(subject), { receipt: subject.receipt });
}

/** Equal for equal texts, whatever their length. */
export const digestOf = (text: string): string => hash('sha1', text, 'base64url');

/** What query or the owner would know next; the history grows if that is something new. */
export function learn(history: Known[], event: PostEvent | CommentEvent, position: number): void {
  const last = history.at(-1);
  const next =
    'postId' in event.data ? nextComment(last, event as CommentEvent) : nextPost(last, event as PostEvent);
  if (next === undefined) return;
  history.push({ position, ...next });
  if (history.length > HISTORY_MAX) history.shift();
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
  // A decision is compared with the one that is known by all that it says, its reason too: that is not kept here.
  const { reason: _, ...data } = event.data as { reason?: string };
  const next = evolveComment(current, { ...event, data } as CommentEvent);
  if (next === current) return undefined;
  const text = next.deleted ? '' : digestOf(next.content);
  return { version: next.version, status: next.status, text, isDeleted: next.deleted };
}

/** Adds a finding unless it is there already. */
export function addFinding(
  subject: Subject,
  found: Omit<Found, 'number' | 'at'>,
  stamp: () => Pick<Found, 'number' | 'at'>,
): void {
  const { findings } = subject;
  if (findings.length >= FINDINGS_OF_ONE_MAX || findings.some(({ key }) => key === found.key)) return;
  findings.push({ ...found, ...stamp() });
}

/** It is so no longer. */
export function dropFinding({ findings }: Subject, key: string): void {
  const index = findings.findIndex((found) => found.key === key);
  if (index >= 0) findings.splice(index, 1);
}
