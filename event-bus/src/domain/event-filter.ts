import { attributeTest } from './attribute-test';
import type { EventBlock, EventRecord } from './event-block';

/** Which events a reader wants. */
export interface EventFilter {
  /** Those of a block, in order; they are looked for as they are taken. */
  select(block: EventBlock): Iterable<EventRecord>;
}

/** With no more types than this, whole blocks are searched for them first; the work per block stays bounded. */
const BLOCK_TYPES_MAX = 8;

/**
 * Makes a filter by type and subject (exact); undefined wants all. What it costs to select from a block depends on the
 * block, and not on the number of types.
 */
export function eventFilter(want: {
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}): EventFilter | undefined {
  const { types, subject } = want;
  if (types === undefined && subject === undefined) return undefined;
  const typeSet = types && new Set(types);
  const tests = [
    ...(typeSet ? [attributeTest('type', typeSet)] : []),
    ...(subject === undefined ? [] : [attributeTest('subject', new Set([subject]))]),
  ];
  const isWanted = (record: EventRecord) => {
    let isCertain = true;
    for (const test of tests) {
      const answer = test(record.bytes);
      if (answer === 'no') return false;
      isCertain &&= answer === 'yes';
    }
    if (isCertain) return true;
    const event = JSON.parse(record.bytes.toString()) as { type: string; subject?: string };
    return (typeSet?.has(event.type) ?? true) && (subject ?? event.subject) === event.subject;
  };
  const typeTexts = typeSet && typeSet.size <= BLOCK_TYPES_MAX ? textsOf('type', typeSet) : undefined;
  const subjectTexts = subject === undefined ? undefined : textsOf('subject', [subject]);
  return {
    *select(block) {
      const mayHave = (text: string) => block.mayHave(text);
      if (typeTexts?.some(mayHave) === false || subjectTexts?.some(mayHave) === false) return;
      for (const record of block.records) if (isWanted(record)) yield record;
    },
  };
}

const textsOf = (attribute: string, values: Iterable<string>) =>
  Array.from(values, (value) => `"${attribute}":${JSON.stringify(value)}`);
