import type { EventBlock } from './event-block';
import { foldCase } from './fold-case';

/** Within JSON these can stand as an escape of one letter: `\"`, `\\`, `\/`, `\n` and so on. */
const SHORT_ESCAPES = /["\\/\p{Cc}]/u;

/**
 * Looks for a text in the string values of events, attributes and data alike, at any depth; not in the names of members, nor in
 * numbers. The case of letters does not matter; other than that a text is found as it was published, in no other normal form.
 */
export class TextSearch {
  readonly #folded: string;
  /** What JSON has wherever an escape could hide the text. */
  readonly #escape: string;

  constructor(text: string) {
    this.#folded = foldCase(text);
    this.#escape = SHORT_ESCAPES.test(text) ? '\\' : '\\u';
  }

  /** Whether some event of a block may have it: false for certain. */
  mayBeInBlock(block: EventBlock): boolean {
    return block.mayHaveFolded(this.#folded) || block.mayHave(this.#escape);
  }

  /** Whether the event with this JSON may have it: false for certain, and without a parse. */
  mayBeIn(bytes: Buffer): boolean {
    return foldCase(bytes.toString()).includes(this.#folded) || bytes.includes(this.#escape);
  }

  /** Whether a parsed event has it. */
  isIn(event: unknown): boolean {
    // A list of its own instead of recursion: data can be nested deeper than the stack.
    const waiting: unknown[] = [event];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (typeof value === 'string') {
        // Folding can make a text longer, but not by more than three times (İ).
        if (value.length * 3 < this.#folded.length) continue;
        if (foldCase(value).includes(this.#folded)) return true;
      } else if (typeof value === 'object' && value !== null) {
        for (const inner of Object.values(value)) waiting.push(inner);
      }
    }
    return false;
  }
}
