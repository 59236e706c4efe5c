import type { BlogEvent } from '@blog/contracts';
import type { FindingKind } from '../account-state';
import { dropFinding, learn, type Subject } from './subject';

/** Missing versions remembered per text; more would add nothing. They may still arrive, out of order, or be lost. */
const MISSING_MAX = 100;
/** Remembered decisions and announcements per comment; of one edited more often, the latest. */
const DECISIONS_MAX = 1_000;

/** True for the event that creates a post or comment. */
export const isCreation = ({ type }: BlogEvent) => type === 'PostCreated' || type === 'CommentCreated';

/** A finding from the log alone, about the event at a position. */
export interface LogFinding {
  readonly kind: FindingKind;
  readonly text: string;
}

/** Applies the next event about a post or comment; returns what is wrong with it, if anything. */
export function readSubjectEvent(
  subject: Subject,
  event: BlogEvent,
  position: number,
): LogFinding | undefined {
  const finding = check(subject, event, position);
  subject.readTo = position;
  // The owner of comments publishes CommentUpdated and does not hear it.
  if (event.type !== 'CommentUpdated') subject.owner = learn(subject.owner, event, position);
  if (subject.kind === 'post') subject.query = subject.owner;
  else if (event.type !== 'CommentModerated') {
    subject.query = learn(subject.query, event, position, subject.owner);
  }
  return finding;
}

function check(subject: Subject, event: BlogEvent, position: number): LogFinding | undefined {
  switch (event.type) {
    case 'PostCreated':
    case 'CommentCreated':
      return checkCreation(subject, event.type, position);
    case 'PostUpdated':
    case 'PostDeleted':
    case 'CommentDeleted':
      return checkVersion(subject, event.data.version, position);
    case 'CommentEdited': {
      const finding = checkVersion(subject, event.data.version, position);
      awaitDecision(subject, event.data.version, position);
      return finding;
    }
    case 'CommentModerated':
      return checkDecision(subject, event.data.version, position);
    case 'CommentUpdated':
      return checkAnnouncement(subject, event.data, position);
  }
}

function checkCreation(subject: Subject, type: string, position: number): LogFinding | undefined {
  const { createdAt } = subject;
  if (createdAt !== undefined) {
    return { kind: 'twice', text: `${type} is in the log at ${createdAt} and again at ${position}` };
  }
  subject.createdAt = position;
  dropFinding(subject, 'log');
  if (subject.kind === 'comment') awaitDecision(subject, 1, position);
  if (subject.version > 0) {
    return { kind: 'outOfOrder', text: `${type} at ${position} comes after version ${subject.version}` };
  }
  subject.version = 1;
  return undefined;
}

function checkVersion(subject: Subject, version: number, position: number): LogFinding | undefined {
  const { version: last, missing } = subject;
  if (version > last) {
    subject.version = version;
    // The first one seen may belong to something created before the account began to read.
    const count = last === 0 ? 0 : Math.min(version - last - 1, MISSING_MAX - missing.length);
    if (count > 0)
      subject.missing = [...missing, ...Array.from({ length: count }, (_, index) => last + 1 + index)];
    return undefined;
  }
  if (missing.includes(version)) {
    subject.missing = missing.filter((one) => one !== version);
    dropFinding(subject, `version ${version}`);
  } else if (version === last) {
    return { kind: 'twice', text: `version ${version} is published again at ${position}` };
  }
  return { kind: 'outOfOrder', text: `version ${version} at ${position} comes after version ${last}` };
}

function awaitDecision(subject: Subject, version: number, position: number): void {
  const { undecided, decided } = subject;
  if (decided.includes(version) || undecided.some((one) => one.version === version)) return;
  subject.undecided = [...undecided, { version, position }];
}

/** Appends and keeps the latest. */
const noted = <Item>(items: readonly Item[], item: Item): Item[] => [...items.slice(1 - DECISIONS_MAX), item];

function checkDecision(subject: Subject, version: number, position: number): LogFinding | undefined {
  const { decided, undecided } = subject;
  if (decided.includes(version)) {
    return { kind: 'twice', text: `version ${version} is decided again at ${position}` };
  }
  subject.decided = noted(decided, version);
  subject.undecided = undecided.filter((one) => one.version !== version);
  dropFinding(subject, `decision ${version}`);
  if (version <= subject.version) return undefined;
  return { kind: 'outOfOrder', text: `version ${version} is decided at ${position}, before it is published` };
}

function checkAnnouncement(
  subject: Subject,
  { version, status }: { version: number; status: string },
  position: number,
): LogFinding | undefined {
  const { announced, decided } = subject;
  const announcement = `${version} ${status}`;
  if (announced.includes(announcement)) {
    return { kind: 'twice', text: `version ${version} is announced as ${status} again at ${position}` };
  }
  subject.announced = noted(announced, announcement);
  dropFinding(subject, 'announcement');
  if (decided.includes(version)) return undefined;
  return { kind: 'outOfOrder', text: `version ${version} is announced at ${position}, before its decision` };
}
