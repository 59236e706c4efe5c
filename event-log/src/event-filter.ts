import { type Answer, type AttributeTest, attributeTest, storedText } from './attribute-test';
import type { EventBlock, EventRecord } from './event-block';
import { UNCERTAIN } from './line-types';
import { TextSearch } from './text-search';

/** Which events a reader wants, by type, subject (exact) and text; an event must match all that are given. */
export class EventFilter {
  readonly types: ReadonlySet<string> | undefined;
  readonly subject: string | undefined;
  readonly #text: TextSearch | undefined;
  /** As they appear in an event's JSON, decoded as latin1. */
  readonly #typeTexts: ReadonlySet<string> | undefined;
  readonly #testType: AttributeTest | undefined;
  readonly #testSubject: AttributeTest | undefined;
  readonly #subjectText: string | undefined;

  private constructor(want: {
    types: ReadonlySet<string> | undefined;
    subject: string | undefined;
    contains: string | undefined;
  }) {
    const { types, subject, contains } = want;
    this.types = types;
    this.subject = subject;
    this.#text = contains === undefined ? undefined : new TextSearch(contains);
    this.#typeTexts = types && new Set(Array.from(types, storedText));
    this.#testType = types && attributeTest('type', types);
    this.#testSubject = subject === undefined ? undefined : attributeTest('subject', new Set([subject]));
    this.#subjectText = subject === undefined ? undefined : `"subject":${JSON.stringify(subject)}`;
  }

  /** A filter by type, subject and text (see `TextSearch`); undefined, which matches every event, if none is given. */
  static of(want: {
    types?: Iterable<string> | undefined;
    subject?: string | undefined;
    contains?: string | undefined;
  }): EventFilter | undefined {
    const { types, subject, contains } = want;
    if (types === undefined && subject === undefined && contains === undefined) return undefined;
    return new EventFilter({ types: types && new Set(types), subject, contains });
  }

  /** The wanted events of a block, in order, evaluated lazily. Its cost depends on the block, not on the number of types. */
  *select(block: EventBlock): Generator<EventRecord, void> {
    if (this.#subjectText !== undefined && !block.mayHave(this.#subjectText)) return;
    const hasType = this.#typeTest(block);
    let mayHaveText: boolean | undefined;
    for (let position = block.first; position <= block.last; position += 1) {
      const answer = hasType(position);
      if (answer === 'no') continue;
      // Last, since searching a block for a text takes longer than finding its types.
      mayHaveText ??= this.#text?.mayBeInBlock(block) ?? true;
      if (!mayHaveText) return;
      const record = block.record(position);
      if (this.#wants(record, answer)) yield record;
    }
  }

  /** Returns a test by position: whether an event of the block has a wanted type. */
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
    if (type === 'yes' && subject === 'yes' && this.#text === undefined) return true;
    if (this.#text?.mayBeIn(bytes) === false) return false;
    const event = JSON.parse(bytes.toString()) as { type: string; subject?: string };
    const hasAttributes =
      (this.types?.has(event.type) ?? true) && (this.subject ?? event.subject) === event.subject;
    return hasAttributes && (this.#text?.isIn(event) ?? true);
  }
}
