/** What the owner of a type says of its events. */
export interface EventTypeSettings {
  /** JSON Schema (2020-12) of the event's data. */
  readonly schema: unknown;
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
