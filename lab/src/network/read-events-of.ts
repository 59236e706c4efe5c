import { commentEvents, postEvents } from '@blog/contracts';
import { PAGE_LIMIT_MAX, type StoredEvent } from '@blog/service-kit';
import { z } from 'zod';
import type { LoggedEvent, LogPlace } from '../domain/account/account-sources';
import type { ReceiptReport } from '../domain/account-state';
import { toLogged } from './to-logged';

/** For one page the bus may search 16 MiB of the log. */
const PAGE_MS_MAX = 10_000;
/** A post or comment with more events is not judged. */
const EVENTS_MAX = 10_000;
/** The bus's minimum length of a search text. */
const CONTAINS_CHARACTERS_MIN = 2;

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type).join();
const TYPES = { post: typesOf(postEvents), comment: typesOf(commentEvents) } as const;

const page = z.array(z.looseObject({ type: z.string(), position: z.int().min(1) }));

/**
 * Reads the events about a post or comment from the bus at `url`, from the log's beginning to at least `place`. Searches for
 * the id as text, since an event published as plain `{type, data}` has no subject.
 * @throws  the bus does not answer, has another log, or does not reach `place`
 */
export async function readEventsOf(
  { kind, id }: Pick<ReceiptReport, 'kind' | 'id'>,
  options: { readonly url: string; readonly place: LogPlace; readonly signal: AbortSignal },
): Promise<readonly LoggedEvent[]> {
  const { url, place, signal } = options;
  const found: LoggedEvent[] = [];
  const query = new URLSearchParams({ after: '0', limit: String(PAGE_LIMIT_MAX), type: TYPES[kind] });
  if (id.length >= CONTAINS_CHARACTERS_MIN) query.set('contains', id);
  let next: string | undefined = `?${query}`;
  while (next !== undefined) {
    const response: Response = await fetch(`${url}/events${next}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PAGE_MS_MAX)]),
    });
    const events = page.parse(await response.json());
    if (response.headers.get('event-log-epoch') !== place.epoch) throw new Error('It is another log.');
    const logged = events.map((event) => toLogged(event as never as StoredEvent));
    found.push(...logged.filter(({ event }) => event?.data.id === id));
    if (found.length > EVENTS_MAX) throw new Error(`There are more than ${EVENTS_MAX} events of it.`);
    next = /<([^>]*)>\s*;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    if (next === undefined && Number(response.headers.get('event-log-head')) < place.position) {
      throw new Error('It has not been read as far yet.');
    }
  }
  return found;
}
