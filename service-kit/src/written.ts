/**
 * What a change made of a thing. `position` is the place in the log of the event that it told: undefined if it told none, or if the
 * bus did not acknowledge it in time.
 */
export interface Written<Thing> {
  readonly thing: Thing;
  readonly position: number | undefined;
}
