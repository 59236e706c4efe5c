import { type AccountState, FINDINGS_MAX, type FindingKind } from '../account-state';
import type { Found, Subject } from './subject';

/** Per post or comment: the first ones, and the first of each kind; more would add nothing. */
const FINDINGS_OF_ONE_MAX = 10;

const noCounts = (): Record<FindingKind, number> => ({ lost: 0, twice: 0, outOfOrder: 0 });

type NewFinding = Omit<Found, 'number' | 'at'>;

/** Numbers the findings, and keeps those about the log itself; those about a post or comment are kept with it. */
export class Findings {
  readonly #nowMs: () => number;
  #count = 0;
  /** About the log itself: the latest findings, and their total by kind. */
  #ofLog: Found[] = [];
  #countsOfLog = noCounts();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Adds the number of findings about the log itself. */
  countOfLog(totals: Record<FindingKind, number>): void {
    for (const kind of ['lost', 'twice', 'outOfOrder'] as const) totals[kind] += this.#countsOfLog[kind];
  }

  /** Adds a finding, unless it is known or the post or comment has enough of them. */
  add({ findings }: Subject, found: NewFinding): void {
    if (findings.some(({ key }) => key === found.key)) return;
    const isFull = findings.length >= FINDINGS_OF_ONE_MAX;
    if (isFull && findings.some(({ kind }) => kind === found.kind)) return;
    findings.push(this.#stamped(found));
  }

  addOfLog(found: NewFinding): void {
    this.#countsOfLog[found.kind] += 1;
    this.#ofLog.push(this.#stamped(found));
    if (this.#ofLog.length > FINDINGS_MAX) this.#ofLog.shift();
  }

  /** Called for another log, or another account. */
  clearOfLog(): void {
    this.#ofLog = [];
    this.#countsOfLog = noCounts();
  }

  /** At most `max` findings of all kinds, latest first. */
  latest(subjects: Iterable<Subject>, max: number): AccountState['findings'] {
    const all: AccountState['findings'] = this.#ofLog.map(({ key: _, ...found }) => ({
      ...found,
      subject: null,
    }));
    for (const { kind, id, postId, findings } of subjects) {
      const subject = { kind, id, ...(kind === 'comment' && { postId }) };
      for (const { key: _, ...found } of findings) all.push({ ...found, subject });
    }
    return all.sort((a, b) => b.number - a.number).slice(0, max);
  }

  #stamped(found: NewFinding): Found {
    this.#count += 1;
    return { ...found, number: this.#count, at: new Date(this.#nowMs()).toISOString() };
  }
}
