import type { Appended, EventLog } from '@blog/event-log';
import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import type { EventMisfit, EventTypes, PublishedEvent } from './event-types';

/** Of all the faults of a batch. */
const FAULTS_SHOWN_MAX = 20;

/**
 * Appends events that fit the schemas of their types. One that is stored already (`source` and `id`) passes, whatever has
 * been registered since: publishers send again what they got no answer to, and are told what became of it.
 * @throws DomainError `event.schema_mismatch`  `indexes` names those that do not fit, `errors` says where and why
 * @throws DomainError `event.check_too_long`
 * @throws DomainError  as `EventLog.append`
 */
export async function appendFitting(
  { log, types }: { log: EventLog; types: EventTypes },
  events: readonly PublishedEvent[],
): Promise<readonly Appended[]> {
  /** Indexes of those that are stored, and for good. */
  const stored = new Set<number>();
  for (;;) {
    while (types.closed !== undefined) await types.closed;
    // From this check until they are handed to the log nothing may wait: a type could change in between.
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
