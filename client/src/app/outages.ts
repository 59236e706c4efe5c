import type { Service } from '../api/api-problem';
import { conditionsOf, isCutOff, type Knowledge } from '../api/use-conditions';
import type { State } from '../ui/states';

/** What users notice while a service is down: what waits, and what still works. */
const ABSENT: Record<Service, string> = {
  posts: 'Posts cannot be written or changed right now. Reading and commenting still work.',
  comments: 'Comments cannot be written or changed right now. Reading and posting still work.',
  query: 'What you see may be out of date and does not update by itself. Writing still works.',
  moderation: 'New comments stay pending until it is back. Everything else still works.',
  'event-bus': 'What you write is kept by the services and shows up for everyone once it is back.',
};

/** What users notice while a service has not applied the whole log. */
const BEHIND: Record<Service, string> = {
  posts: 'Changes that others made to posts may be missing there. Reading and writing still work.',
  comments: 'Moderation decisions may arrive late. Reading and writing still work.',
  query: 'What you see may be incomplete. Writing still works.',
  moderation: 'New comments stay pending for a while. Everything else still works.',
  'event-bus': ABSENT['event-bus'],
};

/** What users notice while the bus delivers nothing to a service that is running. */
const UNDELIVERED: Partial<Record<State, string>> = {
  paused: 'New comments stay pending until its subscription is resumed. Everything else still works.',
  ended: 'New comments stay pending until it has subscribed again. Everything else still works.',
  retrying:
    'Comments may stay pending: the bus could not deliver one and is retrying. Everything else still works.',
  stuck: 'New comments stay pending until its parked events are dealt with. Everything else still works.',
};

const WELL: ReadonlySet<State> = new Set(['unknown', 'running']);
const AWAY: ReadonlySet<State> = new Set(['down', 'frozen', 'starting', 'stopping']);

export interface Outage {
  readonly title: string;
  readonly meaning: string;
}

function meaningOf(service: Service, state: State): string {
  if (AWAY.has(state)) return ABSENT[service];
  return (service === 'moderation' && UNDELIVERED[state]) || BEHIND[service];
}

/** The services that are not well and what that means, in the order in which a post passes them. */
export function outagesOf(known: Knowledge): Outage[] {
  if (isCutOff(known.statuses)) {
    const meaning = 'None of the services answers. What you typed stays here; nothing is lost.';
    return [{ title: 'No connection', meaning }];
  }
  return conditionsOf(known)
    .filter(({ state }) => !WELL.has(state))
    .map(({ service, state, error }) => ({
      title: `${service} is ${state}`,
      meaning: `${meaningOf(service, state)} ${error ?? ''}`.trim(),
    }));
}
