import type { EventBlock, EventRecord } from './event-block';

/** Which events a reader wants. */
export interface EventFilter {
  /** Those of a block, in order; they are looked for as they are taken. */
  select(block: EventBlock): Iterable<EventRecord>;
}

/** Makes a filter by type and subject (exact); undefined wants all. */
export function eventFilter(want: {
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}): EventFilter | undefined {
  const { types, subject } = want;
  if (types === undefined && subject === undefined) return undefined;
  // The log has compact JSON, so most events, and blocks, can be told by their bytes: a parse takes ten times as long.
  const typeTexts = types?.map((type) => textOf('type', type));
  const subjectTexts = subject === undefined ? undefined : [textOf('subject', subject)];
  const mayWant = (has: (text: string) => boolean) =>
    (subjectTexts?.some(has) ?? true) && (typeTexts?.some(has) ?? true);
  return {
    *select(block) {
      if (!mayWant((text) => block.mayHave(text))) return;
      for (const record of block.records) {
        if (!mayWant((text) => record.bytes.includes(text))) continue;
        const event = JSON.parse(record.bytes.toString()) as { type: string; subject?: string };
        const isWanted =
          (types?.includes(event.type) ?? true) && (subject ?? event.subject) === event.subject;
        if (isWanted) yield record;
      }
    },
  };
}

const textOf = (attribute: string, value: string) => `"${attribute}":${JSON.stringify(value)}`;
