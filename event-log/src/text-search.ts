import type { EventBlock } from './event-block';
import { foldCase } from './fold-case';

/** Characters that JSON can write as a one-letter escape: `\"`, `\\`, `\/`, `\n` and so on. */
const SHORT_ESCAPES = /["\\/\p{Cc}]/u;

/**
 * Searches the string values of events, attributes and data, at any depth; not member names or numbers. Ignores case; otherwise
 * a text matches only as published, without Unicode normalization.
 */
export class TextSearch {
  readonly #folded: string;
  /** The sequence that JSON contains wherever an escape could hide the text. */
  readonly #escape: string;

  constructor(text: string) {
    this.#folded = foldCase(text);
    this.#escape = SHORT_ESCAPES.test(text) ? '\\' : '\\u';
  }

  /** Whether any event of a block may contain it; false is certain. */
  mayBeInBlock(block: EventBlock): boolean {
    return block.mayHaveFolded(this.#folded) || block.mayHave(this.#escape);
  }

  /** Whether the event with this JSON may contain it; false is certain. Does not parse. */
  mayBeIn(bytes: Buffer): boolean {
    return foldCase(bytes.toString()).includes(this.#folded) || bytes.includes(this.#escape);
  }

  /** Whether a parsed event contains it. */
  isIn(event: unknown): boolean {
    // An explicit stack instead of recursion: data can be nested deeper than the call stack.
    const waiting: unknown[] = [event];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (typeof value === 'string') {
        // Folding makes a text at most three times as long (İ).
        if (value.length * 3 < this.#folded.length) continue;
        if (foldCase(value).includes(this.#folded)) return true;
      } else if (typeof value === 'object' && value !== null) {
        for (const inner of Object.values(value)) waiting.push(inner);
      }
    }
    return false;
  }
}
