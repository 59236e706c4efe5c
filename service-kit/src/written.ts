/**
 * A thing after a change. `position` is that of the change's event in the log: undefined if there is no event, or if the bus did
 * not acknowledge it in time.
 */
export interface Written<Thing> {
  readonly thing: Thing;
  readonly position: number | undefined;
}
