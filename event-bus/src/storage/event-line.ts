import type { EventRecord } from '../domain/event-block';

/** An event as it goes out, with what the bus adds, and the end of its line. */
export function eventLine(event: { position: number; storedtime: string; json: string }): string {
  return `{"position":${event.position},"storedtime":"${event.storedtime}",${event.json.slice(1)}\n`;
}

/** The event as it was published: without what the bus added. */
export function publishedJson({ bytes }: EventRecord): string {
  const text = bytes.toString();
  const end = text.indexOf(',', text.indexOf('"storedtime"'));
  return `{${text.slice(end + 1)}`;
}
