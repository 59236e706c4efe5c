import type { EventRecord } from './event-log';

/** Which events a reader wants; undefined wants all. */
export type EventFilter = ((record: EventRecord) => boolean) | undefined;

/** Makes a filter by type and subject (exact). */
export function eventFilter(want: {
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}): EventFilter {
  const { types, subject } = want;
  if (types === undefined && subject === undefined) return undefined;
  return ({ bytes }) => {
    const event = JSON.parse(bytes.toString()) as { type: string; subject?: string };
    return (types?.includes(event.type) ?? true) && (subject === undefined || event.subject === subject);
  };
}
