import type { Appended, EventLog } from '@blog/event-log';
import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import type { EventMisfit, EventTypes, PublishedEvent } from './event-types';

/** Faults of a batch that are shown. */
const FAULTS_SHOWN_MAX = 20;

/**
 * Appends events that fit the schemas of their types. An event that is stored already (same `source` and `id`) passes, whatever
 * was registered since: publishers repeat requests that got no answer.
 * @throws DomainError `event.schema_mismatch`  `indexes` names the events that do not fit, `errors` says where and why
 * @throws DomainError `event.check_too_long`
 * @throws DomainError  as `EventLog.append`
 */
export async function appendFitting(
  { log, types }: { log: EventLog; types: EventTypes },
  events: readonly PublishedEvent[],
): Promise<readonly Appended[]> {
  /** Indexes of the events that are stored already. */
  const stored = new Set<number>();
  for (;;) {
    while (types.closed !== undefined) await types.closed;
    // No await from this check until the events are handed to the log: a type could change in between.
    const misfits = types.misfits(events).filter(({ index }) => !stored.has(index));
    if (misfits.length === 0) return log.append(events.map(({ event }) => event));
    for (const { index } of misfits) {
      if (await log.has((events[index] as PublishedEvent).event)) stored.add(index);
    }
    const refused = misfits.filter(({ index }) => !stored.has(index));
    if (refused.length > 0) throw schemaMismatch(refused);
  }
}

function schemaMismatch(misfits: readonly EventMisfit[]): DomainError {
  const all = misfits.flatMap(({ index, type, misfit }) =>
    misfit.faults.map((fault) => ({ ...fault, index, type })),
  );
  const errors = all.slice(0, FAULTS_SHOWN_MAX);
  const said = errors.map(({ type, pointer, detail }) => `${type} ${pointer}: ${detail}`).join('; ');
  const more = all.length > errors.length ? `; and ${all.length - errors.length} more` : '';
  const message = `Expected events that fit the schemas of their types: ${said}${more}.`;
  const indexes = misfits.map(({ index }) => index);
  return problems.error('event.schema_mismatch', message, { indexes, errors });
}
