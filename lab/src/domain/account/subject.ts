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
/** What is known of a post or comment after the event at a position; of its text, a digest. */
export interface Known {
  readonly position: number;
  readonly version: number;
  readonly status: CommentStatus | undefined;
  readonly text: string;
  readonly isDeleted: boolean;
}

/** How a service showed it last. */
interface Shown {
  /** Looks from before the service was away say nothing any more. */
  readonly era: number;
  /** The position of the state that it showed. */
  readonly through: number;
  /** Whether it showed it, or rightly did not. */
  readonly isThere: boolean;
}

/** A finding; `key` says what would have to change for it to be dropped. */
export type Found = Omit<Finding, 'subject'> & { readonly key: string };

/** Its lists are made anew when they change: an array that grows has room for many more, of which there would be far too much. */
export interface Subject {
  readonly kind: 'post' | 'comment';
  readonly id: string;
  readonly postId: string;
  /** The number of its receipt; 0 while there is none. */
  receipt: number;
  /** Its event may be in the log where it was not read: nothing is wrong with it before the log was asked. */
  mayPredate: boolean;
  /** The position of the last event about it that was read; 0 while there is none. */
  readTo: number;
  /** The position of the event that created it. */
  createdAt: number | undefined;
  /** The highest version of its text in the log, and lower ones that are not in it. */
  version: number;
  missing: readonly number[];
  /** Versions that wait for a decision, with the position of their event; and those that have one. */
  undecided: readonly { readonly version: number; readonly position: number }[];
  decided: readonly number[];
  announced: readonly string[];
  /** As its owner comes to know it, and as query does, which hears of a decision by CommentUpdated only. Of a post, the same. */
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

/** Forgets what services have shown, and what is wrong with that. */
export function dropShown(subject: Subject): void {
  const findings = subject.findings.filter(({ where }) => where === 'log');
  Object.assign(subject, { shown: {}, findings });
}

/** Forgets all but that it was accepted. */
export function forget(subject: Subject): void {
  Object.assign(subject, newSubject(subject), { receipt: subject.receipt });
}

/** Equal for equal texts, whatever their length. */
export const digestOf = (text: string): string => hash('sha1', text, 'base64url');

/** Twenty thousand of them fit into some tens of megabytes: what is the same is kept once. */
const same = (one: Known | undefined, other: Known) =>
  one?.position === other.position && one.version === other.version && one.status === other.status
    ? one
    : other;

/** What query or the owner knows with this event as well; the same history if that is nothing new. `twin` is the other one's. */
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
  // A decision is compared with the one that is known by all that it says, its reason too: that is not kept here.
  const { reason: _, ...data } = event.data as { reason?: string };
  const next = evolveComment(current, { ...event, data } as CommentEvent);
  if (next === current) return undefined;
  const text = next.deleted ? '' : digestOf(next.content);
  return { version: next.version, status: next.status, text, isDeleted: next.deleted };
}

/** It is so no longer. */
export function dropFinding({ findings }: Subject, key: string): void {
  const index = findings.findIndex((found) => found.key === key);
  if (index >= 0) findings.splice(index, 1);
}
