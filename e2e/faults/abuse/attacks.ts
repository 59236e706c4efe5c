import type { Attack } from './attack';
import { hostileTypes } from './hostile-types';
import { malformedEvents } from './malformed-events';

/** Every attack, in the order of the table "what a neighbour can do" in `docs/reliability.md`. */
export const ATTACKS: readonly Attack[] = [malformedEvents, hostileTypes];
