import type { Look, ServiceName, Wanted } from './account-sources';
import type { Findings } from './findings';
import type { Followed } from './followed';
import { judgeLook } from './judge-look';
import { LookQueue } from './look-queue';
import { SHOWN_BY, type Standings } from './standings';
import { dropFinding, type Subject } from './subject';
import { isConfirmed, lastChange } from './totals';

/** The conditions of a look, taken before it, and whether it may produce findings or only suspicions. */
export interface LookedAt {
  /** The service had applied everything up to this position. */
  readonly appliedTo: number;
  /** The service's era before the look: if it has changed since, the look means nothing. */
  readonly era: number;
  /** The service has nothing in its outbox or set aside, and the log was read up to a head from after the look. */
  readonly isFinal: boolean;
}

/** Which posts to ask each service for, and the evaluation of its answers. */
export class Looks {
  readonly #standings: Standings;
  readonly #findings: Findings;
  readonly #queues: Readonly<Record<ServiceName, LookQueue>> = {
    posts: new LookQueue(),
    comments: new LookQueue(),
    query: new LookQueue(),
  };

  constructor(options: { standings: Standings; findings: Findings }) {
    this.#standings = options.standings;
    this.#findings = options.findings;
  }

  /** Something about a post or comment has changed. */
  add(subject: Subject, nowMs: number): void {
    for (const service of SHOWN_BY[subject.kind]) this.#queues[service].add(subject.postId, nowMs);
    // A change to a post affects its comments too.
    if (subject.kind === 'post') this.#queues.comments.add(subject.postId, nowMs);
  }

  /** Queues everything followed for a look at this service. */
  addAll(service: ServiceName, followed: Followed, nowMs: number): void {
    this.#queues[service].addAll(followed.postIds, nowMs);
  }

  /** A look at a post failed. */
  again(service: ServiceName, postId: string, nowMs: number): void {
    this.#queues[service].add(postId, nowMs);
  }

  remove(postId: string): void {
    for (const queue of Object.values(this.#queues)) queue.remove(postId);
  }

  /** What to ask the service next; undefined if there is nothing. */
  next(service: ServiceName, followed: Followed, nowMs: number): Wanted | undefined {
    const queue = this.#queues[service];
    for (const postId of queue.takeDue(nowMs)) {
      const open = this.#open(service, followed.ofPost(postId));
      const due = open.filter((subject) => this.#standings.hasApplied(service, lastChange(subject, service)));
      if (due.length > 0) return { postId, wanted: new Set(commentsOf(due).map(({ id }) => id)) };
      if (open.length > 0) queue.add(postId, nowMs);
    }
    const postId = queue.idle(nowMs);
    return postId === undefined ? undefined : { postId };
  }

  /**
   * Judges what a service shows of a post. `subjects` are the post and its comments; `post` is what is known of it, followed or
   * not. Returns `suspect` if anything seems wrong that is not a finding yet.
   */
  judge(
    of: {
      readonly service: ServiceName;
      readonly postId: string;
      readonly look: Look;
      readonly subjects: ReadonlySet<Subject>;
      readonly post: Subject | undefined;
    },
    { appliedTo, era, isFinal }: LookedAt,
    nowMs: number,
  ): 'settled' | 'suspect' {
    const { service, postId } = of;
    // It may have been dropped since the question.
    if (of.subjects.size === 0) return 'settled';
    const subjects = shownBy(service, of.subjects);
    let isSuspect = false;
    const isOfNow = era === this.#standings.era(service);
    for (const { subject, key, verdict, isThere } of isOfNow
      ? judgeLook({ ...of, subjects, appliedTo })
      : []) {
      // Without all of its events from the log, nobody can tell.
      if (verdict.is === 'wrong' && subject.mayPredate) continue;
      if (verdict.is === 'wrong' && !isFinal) isSuspect = true;
      else if (verdict.is === 'wrong') {
        const { kind, position, text } = verdict;
        this.#findings.add(subject, { key, where: service, kind, position, text: `${service} ${text}.` });
        subject.shown[service] = { era, through: -1, isThere };
      } else {
        dropFinding(subject, key);
        // Only these keys concern the content shown.
        if (!key.startsWith('look')) continue;
        const through = verdict.is === 'fine' ? verdict.through : -1;
        subject.shown[service] = { era, through, isThere: verdict.is === 'fine' };
      }
    }
    this.#queues[service].looked(postId, nowMs);
    if (isSuspect || this.#open(service, of.subjects).length > 0) this.again(service, postId, nowMs);
    return isSuspect ? 'suspect' : 'settled';
  }

  /** Those that the service has not yet been seen to show in the log's state. */
  #open(service: ServiceName, subjects: ReadonlySet<Subject>): Subject[] {
    return shownBy(service, subjects).filter((subject) => !isConfirmed(subject, service, this.#standings));
  }
}

const commentsOf = (subjects: readonly Subject[]) => subjects.filter(({ kind }) => kind === 'comment');

const shownBy = (service: ServiceName, subjects: ReadonlySet<Subject>) =>
  [...subjects].filter(({ kind }) => (SHOWN_BY[kind] as readonly ServiceName[]).includes(service));
