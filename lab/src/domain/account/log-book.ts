import type { BlogEvent } from '@blog/contracts';
import type { LoggedEvent, LogPlace } from './account-sources';
import { type LogFinding, readSubjectEvent } from './read-subject-event';
import { forget, newSubject, type Subject } from './subject';

/** Posts and comments of which the log has told and nobody has shown a receipt yet: one may still come. */
const UNCLAIMED_MAX = 20_000;
/** So late a receipt may come after the event. */
const RECEIPT_LATE_MS_MAX = 60_000;

/** Tells one post or comment from all others; a post and a comment may have the same id. */
const subjectKey = (kind: Subject['kind'], id: string) => `${kind}/${id}`;

const kindOf = ({ data }: BlogEvent) => ('postId' in data ? 'comment' : 'post');

/** What the log has told of the posts and comments that the account follows, and lately of others. */
export class LogBook {
  readonly #claimed = new Map<string, Subject>();
  readonly #unclaimed = new Map<string, Subject>();
  readonly #unclaimedMax: number;
  #place: LogPlace | undefined;
  #evictedAtMs = Number.NEGATIVE_INFINITY;

  constructor(unclaimedMax = UNCLAIMED_MAX) {
    this.#unclaimedMax = unclaimedMax;
  }

  /** Up to where the log was read; undefined before it ever was. */
  get place(): LogPlace | undefined {
    return this.#place;
  }

  get(kind: Subject['kind'], id: string): Subject | undefined {
    const key = subjectKey(kind, id);
    return this.#claimed.get(key) ?? this.#unclaimed.get(key);
  }

  /** Follows a post or comment from now on, with what the log has told of it. */
  claim(one: Pick<Subject, 'kind' | 'id' | 'postId'>, nowMs: number): Subject {
    const key = subjectKey(one.kind, one.id);
    const known = this.#unclaimed.get(key);
    const subject = known ?? newSubject(one);
    if (subject.createdAt === undefined) {
      const isForgotten = nowMs - this.#evictedAtMs < RECEIPT_LATE_MS_MAX;
      subject.mayPredate = this.#place === undefined || isForgotten;
    }
    this.#unclaimed.delete(key);
    this.#claimed.set(key, subject);
    return subject;
  }

  /** No longer follows it. */
  release({ kind, id }: Subject): void {
    this.#claimed.delete(subjectKey(kind, id));
  }

  /** Reads on from this place. In another epoch it is another log: what was read of the one before is void. True if so. */
  begin(place: LogPlace): boolean {
    const isAnother = this.#place !== undefined && this.#place.epoch !== place.epoch;
    this.#place = place;
    if (!isAnother) return false;
    this.#unclaimed.clear();
    // All of this log is read: whatever it does not hold is lost.
    for (const subject of this.#claimed.values()) forget(subject);
    return true;
  }

  /**
   * Takes the next event. Answers with whom it is about, if it is of any concern, and what is wrong with it. `isGap`: positions are left
   * out before it.
   */
  read(
    { position, event }: LoggedEvent,
    nowMs: number,
  ): { subject: Subject | undefined; finding: LogFinding | undefined; isGap: boolean } {
    const { epoch, position: before } = this.#place ?? { epoch: '', position: position - 1 };
    const isGap = position !== before + 1;
    this.#place = { epoch, position };
    const subject = event && this.#subjectOf(event, nowMs);
    const finding = subject && event && readSubjectEvent(subject, event, position);
    return { subject, finding, isGap };
  }

  #subjectOf(event: BlogEvent, nowMs: number): Subject | undefined {
    const kind = kindOf(event);
    const { id } = event.data;
    const known = this.get(kind, id);
    if (known !== undefined) return known;
    // What follows from a comment that is not known is of no concern.
    if (event.type === 'CommentModerated' || event.type === 'CommentUpdated') return undefined;
    const subject = newSubject({ kind, id, postId: 'postId' in event.data ? event.data.postId : id });
    this.#unclaimed.set(subjectKey(kind, id), subject);
    if (this.#unclaimed.size > this.#unclaimedMax) {
      const [oldest] = this.#unclaimed.keys();
      this.#unclaimed.delete(oldest as string);
      this.#evictedAtMs = nowMs;
    }
    return subject;
  }
}
