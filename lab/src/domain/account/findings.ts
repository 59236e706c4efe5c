import type { AccountState } from '../account-state';
import type { Found, Subject } from './subject';

/** Of a post or comment, and of the log itself; beyond that it is known well enough that something is wrong. */
const FINDINGS_OF_ONE_MAX = 10;
const FINDINGS_OF_LOG_MAX = 100;

type NewFinding = Omit<Found, 'number' | 'at'>;

/** Numbers what is found, and keeps what is found of the log itself; what is found of a post or comment is kept with it. */
export class Findings {
  readonly #nowMs: () => number;
  #count = 0;
  #ofLog: Found[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get ofLog(): readonly Found[] {
    return this.#ofLog;
  }

  /** Adds a finding unless it is there already, or too much else is. */
  add({ findings }: Subject, found: NewFinding): void {
    if (findings.length >= FINDINGS_OF_ONE_MAX || findings.some(({ key }) => key === found.key)) return;
    findings.push(this.#stamped(found));
  }

  addOfLog(found: NewFinding): void {
    if (this.#ofLog.length < FINDINGS_OF_LOG_MAX) this.#ofLog.push(this.#stamped(found));
  }

  /** It is another log, or another account. */
  clearOfLog(): void {
    this.#ofLog = [];
  }

  /** At most `max` of all, the latest first. */
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
