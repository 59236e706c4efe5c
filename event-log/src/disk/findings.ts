const FINDINGS_MAX = 100;

/** What a verification has found, in sentences: the first 100. */
export class Findings {
  readonly #all: string[] = [];

  get all(): readonly string[] {
    return this.#all;
  }

  /** A damage can be wrong about all that follows: enough is said. */
  get isFull(): boolean {
    return this.#all.length >= FINDINGS_MAX;
  }

  say(finding: string): void {
    if (!this.isFull) this.#all.push(finding);
  }

  /** Looks at something; what it throws is a finding. */
  try(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.say((error as Error).message);
    }
  }
}
