import type { BlogEvent } from '@blog/contracts';
import type { LoggedEvent, LogPlace } from './account-sources';
import { isCreation, type LogFinding, readSubjectEvent } from './read-subject-event';
import { dropShown, forget, newSubject, type Subject } from './subject';

/** Posts and comments in the log without a receipt: one may still arrive. */
const UNCLAIMED_MAX = 20_000;

/** Unique per post or comment: a post and a comment may have the same id. */
const subjectKey = (kind: Subject['kind'], id: string) => `${kind}/${id}`;

const kindOf = ({ data }: BlogEvent) => ('postId' in data ? 'comment' : 'post');

/** The log's events about one post or comment up to `place`. */
export interface Recalled {
  readonly place: LogPlace;
  readonly events: readonly LoggedEvent[];
}

/** What the log says about the posts and comments that the account follows, and about recent others. */
export class LogBook {
  readonly #claimed = new Map<string, Subject>();
  readonly #unclaimed = new Map<string, Subject>();
  readonly #unclaimedMax: number;
  #place: LogPlace | undefined;
  /** True while everything the log has ever said is known: what is unknown is then not in the log. */
  #isWhole = false;

  constructor(unclaimedMax = UNCLAIMED_MAX) {
    this.#unclaimedMax = unclaimedMax;
  }

  /** The position up to which the log was read; undefined before the first read. */
  get place(): LogPlace | undefined {
    return this.#place;
  }

  get(kind: Subject['kind'], id: string): Subject | undefined {
    const key = subjectKey(kind, id);
    return this.#claimed.get(key) ?? this.#unclaimed.get(key);
  }

  /** Follows a post or comment from now on, with what is already known of it. */
  claim(one: Pick<Subject, 'kind' | 'id' | 'postId'>): Subject {
    const key = subjectKey(one.kind, one.id);
    const subject = this.#unclaimed.get(key) ?? this.#new(one);
    this.#unclaimed.delete(key);
    this.#claimed.set(key, subject);
    return subject;
  }

  /** Forgets a post or comment that is no longer followed. */
  release({ kind, id }: Subject): void {
    this.#claimed.delete(subjectKey(kind, id));
    this.#isWhole = false;
  }

  /** Follows nothing any more, but keeps what the log has said. */
  releaseAll(): void {
    for (const subject of this.#claimed.values()) {
      dropShown(subject);
      this.#keep(subject);
    }
    this.#claimed.clear();
  }

  /** Continues reading after this place. A different epoch is another log and voids what was read before; returns true then. */
  begin(place: LogPlace): boolean {
    const isAnother = this.#place !== undefined && this.#place.epoch !== place.epoch;
    if (isAnother || this.#place === undefined) this.#isWhole = place.position === 0;
    this.#place = place;
    if (!isAnother) return false;
    this.#unclaimed.clear();
    // The new log is read from its beginning: anything it does not contain is lost.
    for (const subject of this.#claimed.values()) forget(subject);
    return true;
  }

  /**
   * Applies the next event. Returns the post or comment it is about, if relevant, and what is wrong with it. `isGap`: positions
   * before it are missing.
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
    // Created now, so it has no events before those that were read.
    if (subject?.readTo === 0 && event && isCreation(event)) subject.mayPredate = false;
    const finding = subject && event && readSubjectEvent(subject, event, position);
    return { subject, finding, isGap };
  }

  /**
   * Replaces what is known of a post or comment by the log's events about it up to `place`. Returns what is wrong with them;
   * undefined if newer events about it have been read since, so that the log must be asked again.
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
    // Consequences for an unknown comment are irrelevant.
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
