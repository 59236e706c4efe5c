import type { EventChange } from '@blog/contracts/describe-event';
import type { EventSummary } from './event-summary';

/** Beyond this, an ellipsis. */
const STEPS_MAX = 5;

/** An event and what followed from it, in log order; at least one event. */
export interface Thread {
  readonly events: readonly EventSummary[];
}

/** One step of a thread, in words; consecutive equal ones are merged. */
export interface Step {
  /** Position of its first event. */
  readonly position: number;
  readonly words: string;
  readonly change: EventChange;
}

/**
 * Groups events (in log order) into threads by `causationid`. Threads are ordered by their first event, so that one that
 * continues stays in place. Events whose common cause is missing form a thread as well.
 */
export function foldThreads(events: readonly EventSummary[]): readonly Thread[] {
  const threads: EventSummary[][] = [];
  const byId = new Map<string, EventSummary[]>();
  /** By the id of a cause that is not among the events yet: other publishers may store a cause after its effect. */
  const byMissingCause = new Map<string, EventSummary[]>();
  for (const event of events) {
    const { id, causationid = '' } = event;
    const known = byMissingCause.get(id) ?? byId.get(causationid) ?? byMissingCause.get(causationid);
    const thread = known ?? [];
    if (known === undefined) threads.push(thread);
    thread.push(event);
    byId.set(id, thread);
    if (causationid !== '' && !byId.has(causationid)) byMissingCause.set(causationid, thread);
  }
  return threads.map((each) => ({ events: each }));
}

/** A thread's steps: the description of its first event, then the changes that followed. */
export function stepsOf({ events }: Thread): readonly Step[] {
  const steps: Step[] = [];
  for (const [index, { position, told }] of events.entries()) {
    const { words, change } = told;
    const how = change === 'other' ? words.toLowerCase() : change;
    const step = { position, words: index === 0 ? words : how, change };
    if (steps.at(-1)?.words === step.words) continue;
    if (steps.length === STEPS_MAX) return [...steps, { position, words: '…', change: 'other' }];
    steps.push(step);
  }
  return steps;
}

/** From storing a thread's first event to storing its last, in ms. */
export function tookMs({ events }: Thread): number {
  const [first] = events;
  const last = events.at(-1);
  return first && last ? Math.max(0, Date.parse(last.storedtime) - Date.parse(first.storedtime)) : 0;
}
