const FINDINGS_MAX = 100;

/** The findings of a verification, one sentence each: the first 100. */
export class Findings {
  readonly #all: string[] = [];

  get all(): readonly string[] {
    return this.#all;
  }

  /** One damage can make everything after it look wrong: no more is collected. */
  get isFull(): boolean {
    return this.#all.length >= FINDINGS_MAX;
  }

  say(finding: string): void {
    if (!this.isFull) this.#all.push(finding);
  }

  /** Runs a check; an error it throws becomes a finding. */
  try(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.say((error as Error).message);
    }
  }
}
