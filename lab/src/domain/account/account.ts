import { type AccountState, FINDINGS_MAX, type ReceiptReport } from '../account-state';
import type { LoggedEvent, LogPlace, LogSink, Look, ServiceName, Standing, Wanted } from './account-sources';
import { Followed } from './followed';
import { judgeLook } from './judge-look';
import { LogBook } from './log-book';
import { LookQueue } from './look-queue';
import { OWNER_OF, SHOWN_BY, Standings } from './standings';
import { addFinding, dropFinding, type Found, type Subject } from './subject';
import { count, isConfirmed, isInLog, lastChange, latestFindings, noTotals, type Totals } from './totals';

/** Of the log itself; beyond that it is known well enough. */
const FINDINGS_OF_LOG_MAX = 100;

/**
 * The account of what was accepted: counts from what it is told of the log and of the services, and asks nobody itself. What it has not
 * been told it counts as neither good nor bad.
 */
export class Account implements LogSink {
  readonly #nowMs: () => number;
  readonly #book: LogBook;
  readonly #standings = new Standings();
  readonly #queues: Readonly<Record<ServiceName, LookQueue>> = {
    posts: new LookQueue(),
    comments: new LookQueue(),
    query: new LookQueue(),
  };
  readonly #followedMax: number | undefined;
  #followed: Followed;
  /** Of what is followed no longer. */
  #past = noTotals();
  #ofLog: Found[] = [];
  #findings = 0;
  #receipts = 0;
  #sinceMs: number;
  #readAtMs: number | undefined;
  #log: AccountState['log'] = 'unknown';

  constructor(options: { nowMs: () => number; followedMax?: number; unclaimedMax?: number }) {
    this.#nowMs = options.nowMs;
    this.#followedMax = options.followedMax;
    this.#followed = new Followed(options.followedMax);
    this.#book = new LogBook(options.unclaimedMax);
    this.#sinceMs = options.nowMs();
  }

  /** Up to where it has read the log; undefined before it ever was told. */
  get place(): LogPlace | undefined {
    return this.#book.place;
  }

  /** The number of the latest receipt. */
  get receipts(): number {
    return this.#receipts;
  }

  isFollowed({ kind, id }: Pick<ReceiptReport, 'kind' | 'id'>): boolean {
    const known = this.#book.get(kind, id);
    return known !== undefined && this.#followed.has(known);
  }

  /** A post or comment was accepted. One that is followed already changes nothing. */
  accept(report: ReceiptReport): void {
    if (this.isFollowed(report)) return;
    const { kind, id } = report;
    const postId = report.kind === 'comment' ? report.postId : id;
    const subject = this.#book.claim({ kind, id, postId }, this.#nowMs());
    this.#receipts += 1;
    subject.receipt = this.#receipts;
    this.#lookAt(subject);
    const oldest = this.#followed.add(subject);
    if (oldest !== undefined) this.#retire(oldest);
  }

  /** Counts from nothing again. */
  restart(): void {
    for (const subject of this.#followed) this.#book.release(subject);
    for (const postId of this.#followed.postIds) this.#unqueue(postId);
    this.#followed = new Followed(this.#followedMax);
    this.#past = noTotals();
    this.#ofLog = [];
    this.#sinceMs = this.#nowMs();
  }

  began(place: LogPlace): void {
    if (!this.#book.begin(place)) return;
    this.#ofLog = [];
    for (const service of Object.keys(this.#queues) as ServiceName[]) this.renew(service);
  }

  event(logged: LoggedEvent): void {
    const before = this.place?.position;
    const { subject, finding, isGap } = this.#book.read(logged, this.#nowMs());
    const { position } = logged;
    if (isGap && this.#ofLog.length < FINDINGS_OF_LOG_MAX) {
      const text = `The log goes on with ${position} after ${before}.`;
      const kind = before !== undefined && position <= before ? 'outOfOrder' : 'lost';
      this.#ofLog.push({ key: `${position}`, where: 'log', kind, position, text, ...this.#stamp() });
    }
    if (subject === undefined) return;
    if (finding !== undefined) {
      this.#add(subject, {
        key: `log ${position}`,
        where: 'log',
        kind: finding.kind,
        position,
        text: finding.text,
      });
    }
    if (this.#followed.has(subject)) this.#lookAt(subject);
  }

  /** The log ends at this place, now. */
  headRead(head: LogPlace): void {
    this.#log = 'read';
    if (this.hasRead(head)) this.#readAtMs = this.#nowMs();
  }

  /** The log cannot be read now. */
  logAway(): void {
    this.#log = 'away';
  }

  hasRead({ epoch, position }: LogPlace): boolean {
    const { place } = this;
    return place !== undefined && place.epoch === epoch && place.position >= position;
  }

  /** How a service stands; undefined if it did not answer. */
  standing(service: ServiceName, standing: Standing | undefined): void {
    if (this.#standings.tell(service, standing)) this.#queue(service);
  }

  /** A service may have become another, with other data. */
  renew(service: ServiceName): void {
    this.#standings.renew(service);
    this.#queue(service);
  }

  /** What the service is to be asked for now; undefined if there is nothing. */
  nextLook(service: ServiceName): Wanted | undefined {
    const nowMs = this.#nowMs();
    const queue = this.#queues[service];
    for (const postId of queue.takeDue(nowMs)) {
      const open = this.#open(service, postId);
      const due = open.filter((subject) => this.#standings.hasApplied(service, lastChange(subject, service)));
      if (due.length > 0)
        return { postId, wanted: new Set(due.filter(({ kind }) => kind === 'comment').map(({ id }) => id)) };
      if (open.length > 0) queue.add(postId, nowMs);
    }
    const postId = queue.idle(nowMs);
    return postId === undefined ? undefined : { postId };
  }

  /** The look at a post failed. */
  lookAgain(service: ServiceName, postId: string): void {
    this.#queues[service].add(postId, this.#nowMs());
  }

  /**
   * Judges what a service shows of a post; before, it had applied everything up to `appliedTo`. What looks wrong is found only if it
   * `isFinal`: the service has nothing in its outbox or set aside, and the log was read up to a head from after the look. Answers whether
   * there is anything wrong that was not found yet.
   */
  judge(
    service: ServiceName,
    postId: string,
    look: Look,
    at: { appliedTo: number; isFinal: boolean },
  ): 'settled' | 'suspect' {
    const nowMs = this.#nowMs();
    const subjects = [...this.#of(service, postId)];
    const post = this.#book.get('post', postId);
    const era = this.#standings.era(service);
    let isSuspect = false;
    for (const { subject, key, verdict, isThere } of judgeLook({
      service,
      look,
      subjects,
      post,
      appliedTo: at.appliedTo,
    })) {
      if (verdict.is === 'wrong') {
        if (!at.isFinal) isSuspect = true;
        else {
          const text = `${service} ${verdict.text}.`;
          this.#add(subject, { key, where: service, kind: verdict.kind, position: verdict.position, text });
          subject.shown[service] = { era, through: -1, isThere };
        }
        continue;
      }
      dropFinding(subject, key);
      if (!key.startsWith('look')) continue;
      const through = verdict.is === 'fine' ? verdict.through : -1;
      subject.shown[service] = { era, through, isThere: verdict.is === 'fine' };
    }
    this.#queues[service].looked(postId, nowMs);
    if (isSuspect || this.#open(service, postId).length > 0) this.#queues[service].add(postId, nowMs);
    return isSuspect ? 'suspect' : 'settled';
  }

  /** Whether something that this service has accepted is not in the log yet, nor found to be lost. */
  hasUnsettled(service: 'posts' | 'comments'): boolean {
    for (const subject of this.#followed) {
      if (OWNER_OF[subject.kind] !== service) continue;
      if (isUnlogged(subject) || subject.missing.size > 0 || isUnannounced(subject, Number.POSITIVE_INFINITY))
        return true;
    }
    return false;
  }

  /**
   * A service had nothing in its outbox when `receipts` were accepted and it had applied everything up to `appliedTo`; since then the
   * log was read up to its head. What is not in it is lost.
   */
  settle(service: 'posts' | 'comments', at: { receipts: number; appliedTo: number }): void {
    const position = this.place?.position;
    for (const subject of this.#followed) {
      if (OWNER_OF[subject.kind] !== service) continue;
      const lost = { where: 'log', kind: 'lost' } as const;
      if (isUnlogged(subject) && subject.receipt <= at.receipts) {
        const text = `${service} accepted it, its outbox is empty, and the log does not have it up to ${position}.`;
        this.#add(subject, { ...lost, key: 'log', position: null, text });
      } else if (isUnannounced(subject, at.appliedTo)) {
        const decidedAt = subject.owner.at(-1)?.position ?? null;
        const text = `${service} has applied the decision at ${decidedAt}, its outbox is empty, and the log has no CommentUpdated.`;
        this.#add(subject, { ...lost, key: 'announcement', position: decidedAt, text });
      }
      for (const version of subject.missing) {
        const text = `${service} has an empty outbox, and the log has version ${subject.version}, but not version ${version}.`;
        this.#add(subject, {
          ...lost,
          key: `version ${version}`,
          position: subject.owner.at(-1)?.position ?? null,
          text,
        });
      }
    }
  }

  /** Whether a comment that is in the log has no decision yet. */
  get hasUndecided(): boolean {
    for (const { undecided } of this.#followed) if (undecided.size > 0) return true;
    return false;
  }

  /** Moderation has taken everything up to this position; since then the log was read up to its head. */
  settleDecisions(through: number): void {
    for (const subject of this.#followed) {
      for (const [version, position] of subject.undecided) {
        if (position > through) continue;
        const text = `Moderation has taken everything up to ${through}, and the log has no decision on version ${version}.`;
        this.#add(subject, { key: `decision ${version}`, where: 'log', kind: 'lost', position, text });
      }
    }
  }

  report(): AccountState {
    const totals: Totals = structuredClone(this.#past);
    for (const subject of this.#followed) count(subject, totals, this.#standings);
    for (const { kind } of this.#ofLog) totals[kind] += 1;
    const timeOf = (ms: number) => new Date(ms).toISOString();
    return {
      ...totals,
      since: timeOf(this.#sinceMs),
      position: this.place?.position ?? null,
      at: this.#readAtMs === undefined ? null : timeOf(this.#readAtMs),
      log: this.#log,
      services: this.#standings.list(),
      findings: latestFindings(this.#followed, this.#ofLog, FINDINGS_MAX),
    };
  }

  /** It is followed no longer, and stays counted as it is. */
  #retire(subject: Subject): void {
    this.#book.release(subject);
    const { onTheWay, beingChecked } = this.#past;
    if (count(subject, this.#past, this.#standings) !== 'everywhere') this.#past.unchecked += 1;
    Object.assign(this.#past, { onTheWay, beingChecked });
    if (this.#followed.ofPost(subject.postId).size === 0) this.#unqueue(subject.postId);
  }

  #of(service: ServiceName, postId: string): Subject[] {
    const isShownBy = ({ kind }: Subject) => (SHOWN_BY[kind] as readonly ServiceName[]).includes(service);
    return [...this.#followed.ofPost(postId)].filter(isShownBy);
  }

  /** What of a post the service has not been seen to show as the log has it. */
  #open(service: ServiceName, postId: string): Subject[] {
    return this.#of(service, postId).filter(
      (subject) => !isConfirmed(subject, service as 'query', this.#standings),
    );
  }

  #lookAt(subject: Subject): void {
    for (const service of SHOWN_BY[subject.kind]) this.#queues[service].add(subject.postId, this.#nowMs());
    // With a post go its comments.
    if (subject.kind === 'post') this.#queues.comments.add(subject.postId, this.#nowMs());
  }

  #queue(service: ServiceName): void {
    this.#queues[service].addAll(this.#followed.postIds, this.#nowMs());
  }

  #unqueue(postId: string): void {
    for (const queue of Object.values(this.#queues)) queue.remove(postId);
  }

  #add(subject: Subject, found: Omit<Found, 'number' | 'at'>): void {
    addFinding(subject, found, () => this.#stamp());
  }

  #stamp(): Pick<Found, 'number' | 'at'> {
    this.#findings += 1;
    return { number: this.#findings, at: new Date(this.#nowMs()).toISOString() };
  }
}

const isUnlogged = (subject: Subject) =>
  !isInLog(subject) && !subject.mayPredate && !subject.findings.some(({ key }) => key === 'log');

/** Its decision, at or before `appliedTo`, is the last word on it, and query has not been told of it. */
function isUnannounced({ kind, owner, query, findings }: Subject, appliedTo: number): boolean {
  const [decided, told] = [owner.at(-1), query.at(-1)];
  if (kind === 'post' || decided === undefined || decided.position > appliedTo) return false;
  if (decided.isDeleted || decided.status === 'pending' || findings.some(({ key }) => key === 'announcement'))
    return false;
  return told === undefined || told.version !== decided.version || told.status !== decided.status;
}
