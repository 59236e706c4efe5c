import { nextPath, request } from '../api/request';
import type { SubscriptionView } from '../api/subscribers';

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
  { types, position }: Pick<SubscriptionView, 'types' | 'position'>,
  after: number,
  signal?: AbortSignal,
): Promise<ReplayPreview> {
  const direction = after <= position ? 'again' : 'skipped';
  const [from, to] = [Math.min(after, position), Math.max(after, position)];
  const most = to - from;
  if (types === null || most === 0) return { events: most, isExact: true, direction };
  let count = 0;
  let path: string | undefined =
    `/events?after=${from}&limit=${PAGE_EVENTS}&type=${types.map(encodeURIComponent).join(',')}`;
  for (let page = 0; page < PAGES_MAX && path !== undefined; page += 1) {
    const response: Response = await request('event-bus', path, signal ? { signal } : {});
    const events = (await response.json()) as readonly { readonly position: number }[];
    const within = events.filter((event) => event.position <= to);
    count += within.length;
    path = within.length < events.length ? undefined : nextPath(response, path);
  }
  return path === undefined
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
