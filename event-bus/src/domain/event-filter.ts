import type { EventRecord } from './event-block';

/** Which events a reader wants; undefined wants all. */
export type EventFilter = ((record: EventRecord) => boolean) | undefined;

/** Makes a filter by type and subject (exact). */
export function eventFilter(want: {
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}): EventFilter {
  const { types, subject } = want;
  if (types === undefined && subject === undefined) return undefined;
  // The log has compact JSON, so most events can be told by their bytes: a parse takes ten times as long.
  const typeTexts = types?.map((type) => textOf('type', type));
  const subjectText = subject === undefined ? undefined : textOf('subject', subject);
  return ({ bytes }) => {
    if (subjectText !== undefined && !bytes.includes(subjectText)) return false;
    if (typeTexts !== undefined && !typeTexts.some((text) => bytes.includes(text))) return false;
    const event = JSON.parse(bytes.toString()) as { type: string; subject?: string };
    return (types?.includes(event.type) ?? true) && (subject === undefined || event.subject === subject);
  };
}

function textOf(attribute: string, value: string): Buffer {
  return Buffer.from(`"${attribute}":${JSON.stringify(value)}`);
}
