/** A type's settings, as its owner registers them. */
export interface EventTypeSettings {
  /** JSON Schema (2020-12) of the event's data. */
  readonly schema: unknown;
  /** If set, an event that names another does not fit. */
  readonly dataschema: string | null;
  /** The meaning of such an event, for people. */
  readonly meaning: string | null;
}

/** A type whose events are checked before they are stored. */
export interface EventType extends EventTypeSettings {
  readonly type: string;
  /** When it got these settings (RFC 3339, UTC). */
  readonly registeredAt: string;
}

/** A type that is not registered, with exempt history. */
interface ExemptType {
  readonly type: string;
  readonly schema: null;
  readonly dataschema: null;
  readonly meaning: null;
  readonly registeredAt: null;
}

/** A type as it is stored. */
export type EventTypeRecord = (EventType | ExemptType) & {
  /** Its events up to this position are exempt from registered schemas; 0 if none are. */
  readonly exemptThrough: number;
};

export function isRegistered(record: EventTypeRecord): record is EventType & { exemptThrough: number } {
  return record.registeredAt !== null;
}
