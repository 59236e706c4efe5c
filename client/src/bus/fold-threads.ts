import type { EventChange } from '@blog/contracts/describe-event';
import type { EventSummary } from './event-summary';

/** More are told by an ellipsis. */
const STEPS_MAX = 5;

/** An event and what followed from it, in the order of the log; at least one event. */
export interface Thread {
  readonly events: readonly EventSummary[];
}

/** One step of a thread, in words; equal ones that follow one another are one step. */
export interface Step {
  /** Of the event that it begins with. */
  readonly position: number;
  readonly words: string;
  readonly change: EventChange;
}

/**
 * Puts events (in the order of the log) together that follow from one another, by `causationid`. Threads stand in the order in which
 * they began, so that one which goes on stays where it is. Events whose common cause is not among them are one thread as well.
 */
export function foldThreads(events: readonly EventSummary[]): readonly Thread[] {
  const threads: EventSummary[][] = [];
  const byId = new Map<string, EventSummary[]>();
  /** By the id of a cause that has not come, and may yet: publishers of elsewhere keep no order. */
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

/** The steps of a thread: what its first event tells, and how it went on. */
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

/** From the first event of a thread being stored to the last, in ms. */
export function tookMs({ events }: Thread): number {
  const [first] = events;
  const last = events.at(-1);
  return first && last ? Math.max(0, Date.parse(last.storedtime) - Date.parse(first.storedtime)) : 0;
}
