/** What the owner of a type says of its events. */
export interface EventTypeSettings {
  /** JSON Schema (2020-12) of the event's data. */
  readonly schema: Readonly<Record<string, unknown>> | boolean;
  /** If there is one: an event that names another does not fit. */
  readonly dataschema: string | null;
  /** What such an event means, for people. */
  readonly meaning: string | null;
}

/** A type whose events are checked before they are stored. */
export interface EventType extends EventTypeSettings {
  readonly type: string;
  /** When it got these settings (RFC 3339, UTC). */
  readonly registeredAt: string;
}

/** A type of which only the history is exempt: nobody has registered it, or not yet. */
interface ExemptType {
  readonly type: string;
  readonly schema: null;
  readonly dataschema: null;
  readonly meaning: null;
  readonly registeredAt: null;
}

/** All that is known of a type. */
export type EventTypeRecord = (EventType | ExemptType) & {
  /** Its events up to this position are checked against no schema that is registered; 0 if all are. */
  readonly exemptThrough: number;
};

export function isRegistered(record: EventTypeRecord): record is EventType & { exemptThrough: number } {
  return record.registeredAt !== null;
}
