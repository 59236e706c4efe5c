import { type ZodType, z } from 'zod';
import type { CloudEvent } from './cloud-event';
import { newId, reactionId } from './ids';
import { problems } from './problems';

interface EventParts<Type extends string, Data> {
  readonly source: string;
  /** If it has a schema in `data`, the event's data must fit it. */
  readonly definition: { readonly type: Type; readonly dataschema: string; readonly data?: ZodType };
  readonly subject: string;
  readonly data: Data;
}

/** An event made by this service, of a known type. */
export interface MadeEvent<Type extends string, Data> extends CloudEvent {
  readonly type: Type;
  readonly time: string;
  readonly dataschema: string;
  readonly data: Data;
}

const base = { specversion: '1.0', datacontenttype: 'application/json' } as const;

/**
 * Makes a new event: a fact that just happened here, at `now` (milliseconds since 1970).
 * @throws DomainError `event.invalid`  the data does not fit the type's schema: nobody could read it
 */
export function makeEvent<Type extends string, Data>(
  parts: EventParts<Type, Data> & { now: number },
): MadeEvent<Type, Data> {
  const { definition, source, subject, data } = parts;
  requireFits(definition, data);
  return {
    ...base,
    id: newId(),
    source,
    type: definition.type,
    subject,
    time: new Date(parts.now).toISOString(),
    dataschema: definition.dataschema,
    data,
  };
}

/**
 * Makes the event that follows from `cause`. Its id and time derive from the cause, so that each replay makes the same event,
 * byte for byte; `causationid` names the cause.
 * @throws DomainError `event.invalid`  the data does not fit the type's schema: nobody could read it
 */
export function makeReaction<Type extends string, Data>(
  parts: EventParts<Type, Data> & { cause: { source: string; id: string; time: string } },
): MadeEvent<Type, Data> {
  const { cause, definition, source, subject, data } = parts;
  requireFits(definition, data);
  return {
    ...base,
    id: reactionId(cause, definition.type),
    source,
    type: definition.type,
    subject,
    time: cause.time,
    dataschema: definition.dataschema,
    causationid: cause.id,
    data,
  };
}

function requireFits({ type, data: schema }: EventParts<string, unknown>['definition'], data: unknown): void {
  const parsed = schema?.safeParse(data);
  if (parsed === undefined || parsed.success) return;
  throw problems.error('event.invalid', `Expected data that fits ${type}: ${z.prettifyError(parsed.error)}`);
}
