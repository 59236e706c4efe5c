/** What the owner of a type says about its events. */
export interface EventTypeSettings {
  /** JSON Schema (2020-12) of the event's data. */
  readonly schema: Readonly<Record<string, unknown>> | boolean;
  /** Events with another dataschema do not fit; null: any. */
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

/** A type that is not registered, but whose history is exempt. */
interface ExemptType {
  readonly type: string;
  readonly schema: null;
  readonly dataschema: null;
  readonly meaning: null;
  readonly registeredAt: null;
}

/** All that is known about a type. */
export type EventTypeRecord = (EventType | ExemptType) & {
  /** Events of the type up to this position are not checked against the registered schema; 0: all are checked. */
  readonly exemptThrough: number;
};

export function isRegistered(record: EventTypeRecord): record is EventType & { exemptThrough: number } {
  return record.registeredAt !== null;
}
