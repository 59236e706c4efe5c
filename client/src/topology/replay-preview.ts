import { readEvents } from '../api/read-events';

const PAGE_EVENTS = 1_000;
/** The most pages read to count; beyond them, the number is an upper bound. */
const PAGES_MAX = 3;

/** What moving a cursor would do: how many events come again, or are skipped. */
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
  if (events === 0) return `${name} would get nothing again and skip nothing.`;
  const most = isExact ? '' : 'at most ';
  const count = `${most}${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}`;
  return direction === 'again'
    ? `${name} would get ${count} again.`
    : `${count} would be skipped: ${name} would never get ${events === 1 ? 'it' : 'them'}.`;
}
