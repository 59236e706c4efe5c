import type { LogEvent } from '../api/bus-events';

/** An event as typed in the form. */
export interface EventDraft {
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** JSON; empty means no data. */
  readonly data: string;
}

/** A whole CloudEvent (structured), as the bus is sent it. */
export interface NewEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  /** Further attributes, and the data. */
  readonly [attribute: string]: unknown;
}

const JSON_TYPE = 'application/json';
/** Set by the bus, new for each copy, or typed in the form. */
const NOT_COPIED = [
  'position',
  'storedtime',
  'id',
  'time',
  'causationid',
  'type',
  'source',
  'subject',
  'data',
];

export const NEW_DRAFT: EventDraft = { type: '', source: '/page', subject: '', data: '{}' };

export function draftOf({ type, source, subject = '', data }: LogEvent): EventDraft {
  return { type, source, subject, data: data === undefined ? '' : JSON.stringify(data, null, 2) };
}

/** What keeps a draft from being sent, by field; the bus checks the rest. */
export function faultsOf({ type, source, data }: EventDraft): Partial<Record<keyof EventDraft, string>> {
  return {
    ...(type.trim() === '' && { type: 'Enter a type, such as OrderShipped.' }),
    ...(source.trim() === '' && { source: 'Enter a source, such as /page.' }),
    ...(jsonFault(data) && { data: jsonFault(data) as string }),
  };
}

/**
 * Makes an event from a valid draft. With an `original`, the new event names it as its cause and keeps its other
 * attributes, except `dataschema` if the type differs, and `data_base64` if there is data.
 */
export function eventOf(
  draft: EventDraft,
  own: { id: string; time: string; original: LogEvent | undefined },
): NewEvent {
  const { id, time, original } = own;
  const type = draft.type.trim();
  const subject = draft.subject.trim();
  const hasData = draft.data.trim() !== '';
  const { dataschema, data_base64, ...kept } = Object.fromEntries(
    Object.entries(original ?? {}).filter(([name]) => !NOT_COPIED.includes(name)),
  );
  return {
    specversion: '1.0',
    ...kept,
    id,
    source: draft.source.trim(),
    type,
    ...(subject !== '' && { subject }),
    time,
    ...(dataschema !== undefined && type === original?.type && { dataschema }),
    ...(original !== undefined && { causationid: original.id }),
    ...(hasData
      ? { datacontenttype: kept.datacontenttype ?? JSON_TYPE, data: JSON.parse(draft.data) as unknown }
      : data_base64 !== undefined && { data_base64 }),
  };
}

function jsonFault(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not valid JSON: ${(error as Error).message}`;
  }
}
