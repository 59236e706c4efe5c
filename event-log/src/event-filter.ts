import { attributeTest } from './attribute-test';
import type { EventBlock, EventRecord } from './event-block';
import { TextSearch } from './text-search';

/** With no more types than this, whole blocks are searched for them first; the work per block stays bounded. */
const BLOCK_TYPES_MAX = 8;

/** Which events a reader wants: those of some types, of one subject (exact), with a text in them, or all of that at once. */
export class EventFilter {
  readonly types: ReadonlySet<string> | undefined;
  readonly subject: string | undefined;
  readonly #text: TextSearch | undefined;
  readonly #tests: readonly ReturnType<typeof attributeTest>[];
  readonly #typeTexts: readonly string[] | undefined;
  readonly #subjectTexts: readonly string[] | undefined;

  private constructor(want: {
    types: ReadonlySet<string> | undefined;
    subject: string | undefined;
    contains: string | undefined;
  }) {
    const { types, subject, contains } = want;
    this.types = types;
    this.subject = subject;
    this.#text = contains === undefined ? undefined : new TextSearch(contains);
    this.#tests = [
      ...(types ? [attributeTest('type', types)] : []),
      ...(subject === undefined ? [] : [attributeTest('subject', new Set([subject]))]),
    ];
    this.#typeTexts = types && types.size <= BLOCK_TYPES_MAX ? textsOf('type', types) : undefined;
    this.#subjectTexts = subject === undefined ? undefined : textsOf('subject', [subject]);
  }

  /** A filter by type, subject and text (see `TextSearch`); undefined if nothing is asked for, which wants all. */
  static of(want: {
    types?: Iterable<string> | undefined;
    subject?: string | undefined;
    contains?: string | undefined;
  }): EventFilter | undefined {
    const { types, subject, contains } = want;
    if (types === undefined && subject === undefined && contains === undefined) return undefined;
    return new EventFilter({ types: types && new Set(types), subject, contains });
  }

  /**
   * The wanted events of a block, in order; they are looked for as they are taken. What it costs depends on the block, and
   * not on the number of types.
   */
  *select(block: EventBlock): Generator<EventRecord, void> {
    const mayHave = (text: string) => block.mayHave(text);
    if (this.#typeTexts?.some(mayHave) === false || this.#subjectTexts?.some(mayHave) === false) return;
    if (this.#text?.mayBeInBlock(block) === false) return;
    for (const record of block.records) if (this.#wants(record)) yield record;
  }

  #wants({ bytes }: EventRecord): boolean {
    let isCertain = true;
    for (const test of this.#tests) {
      const answer = test(bytes);
      if (answer === 'no') return false;
      isCertain &&= answer === 'yes';
    }
    if (isCertain && this.#text === undefined) return true;
    if (this.#text?.mayBeIn(bytes) === false) return false;
    const event = JSON.parse(bytes.toString()) as { type: string; subject?: string };
    const hasAttributes =
      (this.types?.has(event.type) ?? true) && (this.subject ?? event.subject) === event.subject;
    return hasAttributes && (this.#text?.isIn(event) ?? true);
  }
}

const textsOf = (attribute: string, values: Iterable<string>) =>
  Array.from(values, (value) => `"${attribute}":${JSON.stringify(value)}`);
