import type { Look, ServiceName, Wanted } from './account-sources';
import type { Findings } from './findings';
import type { Followed } from './followed';
import { judgeLook } from './judge-look';
import { LookQueue } from './look-queue';
import { SHOWN_BY, type Standings } from './standings';
import { dropFinding, type Subject } from './subject';
import { isConfirmed, lastChange } from './totals';

/** What holds for a look: asked of the service before, and whether more than a suspicion may come of it. */
export interface LookedAt {
  /** It had applied everything up to this position. */
  readonly appliedTo: number;
  /** Of the service, before the look: if it may have become another since, the look says nothing. */
  readonly era: number;
  /** The service has nothing in its outbox or set aside, and the log was read up to a head from after the look. */
  readonly isFinal: boolean;
}

/** Which posts each service is to be asked for, and what becomes of its answers. */
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

  /** Something has changed about a post or comment. */
  add(subject: Subject, nowMs: number): void {
    for (const service of SHOWN_BY[subject.kind]) this.#queues[service].add(subject.postId, nowMs);
    // With a post go its comments.
    if (subject.kind === 'post') this.#queues.comments.add(subject.postId, nowMs);
  }

  /** A service is to be asked for all of it. */
  addAll(service: ServiceName, followed: Followed, nowMs: number): void {
    this.#queues[service].addAll(followed.postIds, nowMs);
  }

  /** The look at a post failed. */
  again(service: ServiceName, postId: string, nowMs: number): void {
    this.#queues[service].add(postId, nowMs);
  }

  remove(postId: string): void {
    for (const queue of Object.values(this.#queues)) queue.remove(postId);
  }

  /** What the service is to be asked for now; undefined if there is nothing. */
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
   * Judges what a service shows of a post. `subjects` are that post and its comments; `post` is what is known of it, followed or not.
   * Answers whether there is anything wrong that was not found yet.
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
    // It may be followed no longer since it was asked for.
    if (of.subjects.size === 0) return 'settled';
    const subjects = shownBy(service, of.subjects);
    let isSuspect = false;
    const isOfNow = era === this.#standings.era(service);
    for (const { subject, key, verdict, isThere } of isOfNow
      ? judgeLook({ ...of, subjects, appliedTo })
      : []) {
      // Without all that the log has of it nobody can say.
      if (verdict.is === 'wrong' && subject.mayPredate) continue;
      if (verdict.is === 'wrong' && !isFinal) isSuspect = true;
      else if (verdict.is === 'wrong') {
        const { kind, position, text } = verdict;
        this.#findings.add(subject, { key, where: service, kind, position, text: `${service} ${text}.` });
        subject.shown[service] = { era, through: -1, isThere };
      } else {
        dropFinding(subject, key);
        // The other findings are about what is shown.
        if (!key.startsWith('look')) continue;
        const through = verdict.is === 'fine' ? verdict.through : -1;
        subject.shown[service] = { era, through, isThere: verdict.is === 'fine' };
      }
    }
    this.#queues[service].looked(postId, nowMs);
    if (isSuspect || this.#open(service, of.subjects).length > 0) this.again(service, postId, nowMs);
    return isSuspect ? 'suspect' : 'settled';
  }

  /** What the service has not been seen to show as the log has it. */
  #open(service: ServiceName, subjects: ReadonlySet<Subject>): Subject[] {
    return shownBy(service, subjects).filter((subject) => !isConfirmed(subject, service, this.#standings));
  }
}

const commentsOf = (subjects: readonly Subject[]) => subjects.filter(({ kind }) => kind === 'comment');

const shownBy = (service: ServiceName, subjects: ReadonlySet<Subject>) =>
  [...subjects].filter(({ kind }) => (SHOWN_BY[kind] as readonly ServiceName[]).includes(service));
