import { readEvents } from '../api/read-events';

const PAGE_EVENTS = 1_000;
/** What is read to count: beyond that, the number is a bound. */
const PAGES_MAX = 3;

/** What a cursor at another place means: how many events come again, or never come. */
export interface ReplayPreview {
  readonly events: number;
  readonly isExact: boolean;
  readonly direction: 'again' | 'skipped';
}

/** The events between two positions, `from` exclusive and `to` inclusive, that a subscription asks for. */
export async function previewReplay(
  { types, position }: { types: readonly string[] | null; position: number },
  after: number,
  signal?: AbortSignal,
): Promise<ReplayPreview> {
  const direction = after <= position ? 'again' : 'skipped';
  const [from, to] = [Math.min(after, position), Math.max(after, position)];
  const most = to - from;
  if (types === null || most === 0) return { events: most, isExact: true, direction };
  let count = 0;
  const query = { after: from, limit: PAGE_EVENTS, type: types.join() };
  let page: string | undefined;
  let pages = 0;
  do {
    const read = await readEvents(query, { page, signal });
    const within = read.events.filter((event) => event.position <= to);
    count += within.length;
    page = within.length < read.events.length ? undefined : read.next;
    pages += 1;
  } while (page !== undefined && pages < PAGES_MAX);
  return page === undefined
    ? { events: count, isExact: true, direction }
    : { events: most, isExact: false, direction };
}

/** A preview in a sentence. */
export function previewWords({ events, isExact, direction }: ReplayPreview, name: string): string {
  if (events === 0) return `${name} gets nothing again, and nothing is skipped.`;
  const most = isExact ? '' : 'at most ';
  const count = `${most}${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}`;
  return direction === 'again'
    ? `${name} would get ${count} again.`
    : `${count} would be skipped: ${name} would never get ${events === 1 ? 'it' : 'them'}.`;
}
