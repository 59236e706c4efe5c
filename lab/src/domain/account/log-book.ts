import type { BlogEvent } from '@blog/contracts';
import type { LoggedEvent, LogPlace } from './account-sources';
import { isCreation, type LogFinding, readSubjectEvent } from './read-subject-event';
import { dropShown, forget, newSubject, type Subject } from './subject';

/** Posts and comments of which the log has told and nobody has shown a receipt yet: one may still come. */
const UNCLAIMED_MAX = 20_000;

/** Tells one post or comment from all others; a post and a comment may have the same id. */
const subjectKey = (kind: Subject['kind'], id: string) => `${kind}/${id}`;

const kindOf = ({ data }: BlogEvent) => ('postId' in data ? 'comment' : 'post');

/** What the log has of one post or comment up to `place`. */
export interface Recalled {
  readonly place: LogPlace;
  readonly events: readonly LoggedEvent[];
}

/** What the log has told of the posts and comments that the account follows, and lately of others. */
export class LogBook {
  readonly #claimed = new Map<string, Subject>();
  readonly #unclaimed = new Map<string, Subject>();
  readonly #unclaimedMax: number;
  #place: LogPlace | undefined;
  /** Whether all that the log has ever told is known: what is not known is not in it. */
  #isWhole = false;

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
  claim(one: Pick<Subject, 'kind' | 'id' | 'postId'>): Subject {
    const key = subjectKey(one.kind, one.id);
    const subject = this.#unclaimed.get(key) ?? this.#new(one);
    this.#unclaimed.delete(key);
    this.#claimed.set(key, subject);
    return subject;
  }

  /** Forgets it, since it is followed no longer. */
  release({ kind, id }: Subject): void {
    this.#claimed.delete(subjectKey(kind, id));
    this.#isWhole = false;
  }

  /** Follows nothing any more, and keeps what the log has told. */
  releaseAll(): void {
    for (const subject of this.#claimed.values()) {
      dropShown(subject);
      this.#keep(subject);
    }
    this.#claimed.clear();
  }

  /** Reads on from this place. In another epoch it is another log: what was read of the one before is void. True if so. */
  begin(place: LogPlace): boolean {
    const isAnother = this.#place !== undefined && this.#place.epoch !== place.epoch;
    if (isAnother || this.#place === undefined) this.#isWhole = place.position === 0;
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
  read({ position, event }: LoggedEvent): {
    subject: Subject | undefined;
    finding: LogFinding | undefined;
    isGap: boolean;
  } {
    const { epoch, position: before } = this.#place ?? { epoch: '', position: position - 1 };
    const isGap = position !== before + 1;
    this.#place = { epoch, position };
    const subject = event && this.#subjectOf(event);
    // It was created now, and not before what was read.
    if (subject?.readTo === 0 && event && isCreation(event)) subject.mayPredate = false;
    const finding = subject && event && readSubjectEvent(subject, event, position);
    return { subject, finding, isGap };
  }

  /**
   * Knows of a post or comment what the log has of it up to `place`, and nothing else. Answers with what is wrong with that; undefined if
   * the account has read on about it since, so that the log has to be asked again.
   */
  recall(
    subject: Subject,
    { place, events }: Recalled,
  ): readonly (LogFinding & { position: number })[] | undefined {
    if (this.#place?.epoch !== place.epoch || subject.readTo > place.position) return undefined;
    forget(subject);
    return events.flatMap(({ position, event }) => {
      const isMeant = event && position <= place.position && kindOf(event) === subject.kind;
      if (!isMeant || event.data.id !== subject.id) return [];
      const finding = readSubjectEvent(subject, event, position);
      return finding === undefined ? [] : [{ ...finding, position }];
    });
  }

  #subjectOf(event: BlogEvent): Subject | undefined {
    const kind = kindOf(event);
    const { id } = event.data;
    const known = this.get(kind, id);
    if (known !== undefined) return known;
    // What follows from a comment that is not known is of no concern.
    if (event.type === 'CommentModerated' || event.type === 'CommentUpdated') return undefined;
    const subject = this.#new({ kind, id, postId: 'postId' in event.data ? event.data.postId : id });
    this.#keep(subject);
    return subject;
  }

  #new(one: Pick<Subject, 'kind' | 'id' | 'postId'>): Subject {
    return Object.assign(newSubject(one), { mayPredate: !this.#isWhole });
  }

  #keep(subject: Subject): void {
    this.#unclaimed.set(subjectKey(subject.kind, subject.id), subject);
    if (this.#unclaimed.size <= this.#unclaimedMax) return;
    const [oldest] = this.#unclaimed.keys();
    this.#unclaimed.delete(oldest as string);
    this.#isWhole = false;
  }
}
