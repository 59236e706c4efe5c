import type { Service } from '../api/api-problem';
import type { ServiceStatus } from '../api/service-status';

/** What each service's absence means for people: what waits, and what still works. */
const DOWN: Record<Service, string> = {
  posts: 'Posts cannot be written or changed for now. Reading and commenting go on.',
  comments: 'Comments cannot be written or changed for now. Reading and posting go on.',
  query: 'What you see may be old, and does not update itself. Writing goes on.',
  moderation: 'New comments stay pending until it is back. Everything else goes on.',
  'event-bus': 'What you write is kept by the services and shows up for everyone once it is back.',
};

/** What it means that a service does not know all of the log. */
const BEHIND: Record<Service, string> = {
  posts: 'Posts that others changed may be missing there. Reading and writing go on.',
  comments: 'Decisions of moderation may come late. Reading and writing go on.',
  query: 'What you see may be incomplete. Writing goes on.',
  moderation: 'New comments stay pending for a while. Everything else goes on.',
  'event-bus': DOWN['event-bus'],
};

export interface Outage {
  readonly title: string;
  readonly meaning: string;
}

function outageOf({ service, state, error }: ServiceStatus): Outage | undefined {
  switch (state) {
    case 'down':
      return { title: `${service} is down`, meaning: DOWN[service] };
    case 'catching-up':
      return { title: `${service} is catching up`, meaning: BEHIND[service] };
    case 'stopped':
      return { title: `${service} has stopped`, meaning: `${BEHIND[service]} ${error ?? ''}`.trim() };
    default:
      return undefined;
  }
}

/** What to tell of the services that are not ready, in the order of a post's way through them. */
export function outagesOf(statuses: readonly ServiceStatus[]): Outage[] {
  if (statuses.length > 0 && statuses.every(({ state }) => state === 'down')) {
    const meaning = 'None of the services answers. What you typed stays here; nothing is lost.';
    return [{ title: 'No connection', meaning }];
  }
  return statuses.map(outageOf).filter((outage) => outage !== undefined);
}
