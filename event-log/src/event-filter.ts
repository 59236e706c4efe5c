import { type Answer, type AttributeTest, attributeTest, storedText } from './attribute-test';
import type { EventBlock, EventRecord } from './event-block';
import { UNCERTAIN } from './line-types';

/** Which events a reader wants: those of some types, of one subject (exact), or both. */
export class EventFilter {
  readonly types: ReadonlySet<string> | undefined;
  readonly subject: string | undefined;
  /** As they stand in an event, a character for each byte. */
  readonly #typeTexts: ReadonlySet<string> | undefined;
  readonly #testType: AttributeTest | undefined;
  readonly #testSubject: AttributeTest | undefined;
  readonly #subjectText: string | undefined;

  private constructor(types: ReadonlySet<string> | undefined, subject: string | undefined) {
    this.types = types;
    this.subject = subject;
    this.#typeTexts = types && new Set(Array.from(types, storedText));
    this.#testType = types && attributeTest('type', types);
    this.#testSubject = subject === undefined ? undefined : attributeTest('subject', new Set([subject]));
    this.#subjectText = subject === undefined ? undefined : `"subject":${JSON.stringify(subject)}`;
  }

  /** A filter by type and subject; undefined if nothing is asked for, which wants all. */
  static of(want: {
    types?: Iterable<string> | undefined;
    subject?: string | undefined;
  }): EventFilter | undefined {
    const { types, subject } = want;
    if (types === undefined && subject === undefined) return undefined;
    return new EventFilter(types && new Set(types), subject);
  }

  /**
   * The wanted events of a block, in order; they are looked for as they are taken. What it costs depends on the block, and
   * not on the number of types.
   */
  *select(block: EventBlock): Generator<EventRecord, void> {
    if (this.#subjectText !== undefined && !block.mayHave(this.#subjectText)) return;
    const hasType = this.#typeTest(block);
    for (let position = block.first; position <= block.last; position += 1) {
      const answer = hasType(position);
      if (answer === 'no') continue;
      const record = block.record(position);
      if (this.#wants(record, answer)) yield record;
    }
  }

  /** Whether an event of a block has a wanted type. */
  #typeTest(block: EventBlock): (position: number) => Answer {
    const wanted = this.#typeTexts;
    if (wanted === undefined) return () => 'yes';
    const { types } = block;
    const answers = types.texts.map((text): Answer => (wanted.has(text) ? 'yes' : 'no'));
    answers[UNCERTAIN] = 'maybe';
    return (position) => answers[types.kindAt(position)] as Answer;
  }

  #wants({ bytes }: EventRecord, hasType: Answer): boolean {
    const type = hasType === 'maybe' ? this.#testType?.(bytes) : hasType;
    if (type === 'no') return false;
    const subject = this.#testSubject?.(bytes) ?? 'yes';
    if (subject === 'no') return false;
    if (type === 'yes' && subject === 'yes') return true;
    const event = JSON.parse(bytes.toString()) as { type: string; subject?: string };
    return (this.types?.has(event.type) ?? true) && (this.subject ?? event.subject) === event.subject;
  }
}
