import { type AccountState, FINDINGS_MAX, type ReceiptReport } from '../account-state';
import {
  type LoggedEvent,
  type LogPlace,
  type LogSink,
  type Look,
  SERVICE_NAMES,
  type ServiceName,
  type Standing,
  type Wanted,
} from './account-sources';
import { Findings } from './findings';
import { Followed } from './followed';
import { LogBook, type Recalled } from './log-book';
import { type LookedAt, Looks } from './looks';
import { isUnsettled, type Owner, settleDecisions, settleOutbox } from './settle';
import { OWNER_OF, Standings } from './standings';
import type { Subject } from './subject';
import { count, noTotals, type Totals } from './totals';

const foundAt = (position: number) => ({ key: `log ${position}`, where: 'log', position }) as const;

/**
 * The account of what was accepted: counts from what it is told about the log and the services, and asks nobody itself.
 * Unknown counts as neither good nor bad.
 */
export class Account implements LogSink {
  readonly #nowMs: () => number;
  readonly #book: LogBook;
  readonly #standings = new Standings();
  readonly #findings: Findings;
  readonly #looks: Looks;
  readonly #followedMax: number | undefined;
  #followed: Followed;
  /** Totals of posts and comments that are no longer followed. */
  #past = noTotals();
  #receipts = 0;
  #sinceMs: number;
  #readAtMs: number | undefined;
  #log: AccountState['log'] = 'unknown';

  constructor(options: { nowMs: () => number; followedMax?: number; unclaimedMax?: number }) {
    this.#nowMs = options.nowMs;
    this.#followedMax = options.followedMax;
    this.#followed = new Followed(options.followedMax);
    this.#book = new LogBook(options.unclaimedMax);
    this.#findings = new Findings(options.nowMs);
    this.#looks = new Looks({ standings: this.#standings, findings: this.#findings });
    this.#sinceMs = options.nowMs();
  }

  /** The position up to which the log was read; undefined before the first read. */
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

  /** Records an accepted post or comment. One that is already followed changes nothing. */
  accept(report: ReceiptReport): void {
    if (this.isFollowed(report)) return;
    const { kind, id } = report;
    const postId = report.kind === 'comment' ? report.postId : id;
    const subject = this.#book.claim({ kind, id, postId });
    this.#receipts += 1;
    subject.receipt = this.#receipts;
    this.#looks.add(subject, this.#nowMs());
    const oldest = this.#followed.add(subject);
    if (oldest !== undefined) this.#retire(oldest);
  }

  /** Resets every count. */
  restart(): void {
    this.#book.releaseAll();
    for (const postId of this.#followed.postIds) this.#looks.remove(postId);
    this.#followed = new Followed(this.#followedMax);
    this.#past = noTotals();
    this.#findings.clearOfLog();
    this.#sinceMs = this.#nowMs();
  }

  began(place: LogPlace): void {
    if (!this.#book.begin(place)) return;
    this.#findings.clearOfLog();
    for (const service of SERVICE_NAMES) this.renew(service);
  }

  event(logged: LoggedEvent): void {
    const before = this.place?.position ?? 0;
    const { subject, finding, isGap } = this.#book.read(logged);
    const { position } = logged;
    const found = foundAt(position);
    if (isGap) {
      const text = `The log continues with ${position} after ${before}.`;
      this.#findings.addOfLog({ ...found, kind: position <= before ? 'outOfOrder' : 'lost', text });
    }
    if (subject === undefined) return;
    // Earlier events may be unknown: then everything is judged after the log was asked for them.
    if (finding !== undefined && !subject.mayPredate) {
      this.#findings.add(subject, { ...found, kind: finding.kind, text: `${finding.text}.` });
    }
    if (this.#followed.has(subject)) this.#looks.add(subject, this.#nowMs());
  }

  /** Records that the log currently ends at this place. */
  headRead(head: LogPlace): void {
    this.#log = 'read';
    if (this.hasRead(head)) this.#readAtMs = this.#nowMs();
  }

  /** Records that the log cannot be read now. */
  logAway(): void {
    this.#log = 'away';
  }

  hasRead({ epoch, position }: LogPlace): boolean {
    const { place } = this;
    return place !== undefined && place.epoch === epoch && place.position >= position;
  }

  /** Records a service's progress; undefined if it did not answer. */
  standing(service: ServiceName, standing: Standing | undefined): void {
    if (this.#standings.tell(service, standing)) this.#looks.addAll(service, this.#followed, this.#nowMs());
  }

  /** The service may have restarted with other data. */
  renew(service: ServiceName): void {
    this.#standings.renew(service);
    this.#looks.addAll(service, this.#followed, this.#nowMs());
  }

  /** Increases whenever a service may have restarted with other data. */
  era(service: ServiceName): number {
    return this.#standings.era(service);
  }

  /** What to ask the service next; undefined if there is nothing. */
  nextLook(service: ServiceName): Wanted | undefined {
    return this.#looks.next(service, this.#followed, this.#nowMs());
  }

  /** A look at a post failed and is queued again. */
  lookAgain(service: ServiceName, postId: string): void {
    if (this.#followed.ofPost(postId).size > 0) this.#looks.again(service, postId, this.#nowMs());
  }

  /** Judges what a service shows of a post. `suspect` if anything seems wrong that is not a finding yet. */
  judge(service: ServiceName, postId: string, look: Look, at: LookedAt): 'settled' | 'suspect' {
    const post = this.#book.get('post', postId);
    const of = { service, postId, look, subjects: this.#followed.ofPost(postId), post };
    return this.#looks.judge(of, at, this.#nowMs());
  }

  /** True while something that this service accepted is neither in the log nor found to be lost. */
  hasUnsettled(service: Owner): boolean {
    for (const subject of this.#followed) if (isUnsettled(subject, service)) return true;
    return false;
  }

  /** Runs `settleOutbox` for everything that this service accepted. */
  settle(service: Owner, at: { receipts: number; appliedTo: number }): void {
    const position = this.place?.position;
    for (const subject of this.#followed) {
      if (OWNER_OF[subject.kind] === service) settleOutbox(subject, { ...at, position }, this.#findings);
    }
  }

  /** The service's receipts up to this number that may have events from before the account read the log: ask it for each. */
  *unread(service: Owner, receipts: number): Generator<Pick<ReceiptReport, 'kind' | 'id'>> {
    for (const subject of this.#followed) {
      const isDue = subject.mayPredate && subject.receipt <= receipts;
      if (isDue && OWNER_OF[subject.kind] === service) yield subject;
    }
  }

  /** Applies the log's answer about a post or comment. */
  recall({ kind, id }: Pick<ReceiptReport, 'kind' | 'id'>, recalled: Recalled): void {
    const subject = this.#book.get(kind, id);
    if (subject === undefined || !this.#followed.has(subject)) return;
    for (const { position, kind, text } of this.#book.recall(subject, recalled) ?? []) {
      this.#findings.add(subject, { ...foundAt(position), kind, text: `${text}.` });
    }
    this.#looks.add(subject, this.#nowMs());
  }

  /** True while a comment in the log has no decision yet. */
  get hasUndecided(): boolean {
    for (const { undecided } of this.#followed) if (undecided.length > 0) return true;
    return false;
  }

  /** Moderation has handled everything up to this position; the log has since been read up to its head. */
  settleDecisions(through: number): void {
    for (const subject of this.#followed) settleDecisions(subject, through, this.#findings);
  }

  report(): AccountState {
    const totals: Totals = structuredClone(this.#past);
    for (const subject of this.#followed) count(subject, totals, this.#standings);
    this.#findings.countOfLog(totals);
    const timeOf = (ms: number) => new Date(ms).toISOString();
    return {
      ...totals,
      since: timeOf(this.#sinceMs),
      position: this.place?.position ?? null,
      at: this.#readAtMs === undefined ? null : timeOf(this.#readAtMs),
      log: this.#log,
      services: this.#standings.list(),
      findings: this.#findings.latest(this.#followed, FINDINGS_MAX),
    };
  }

  /** Stops following it and keeps its last count. */
  #retire(subject: Subject): void {
    this.#book.release(subject);
    const { onTheWay, beingChecked } = this.#past;
    if (count(subject, this.#past, this.#standings) !== 'everywhere') this.#past.unchecked += 1;
    Object.assign(this.#past, { onTheWay, beingChecked });
    if (this.#followed.ofPost(subject.postId).size === 0) this.#looks.remove(subject.postId);
  }
}
