import type { Service } from '../api/api-problem';
import type { ServiceStatus } from '../api/service-status';

/** What each service's absence means for people: what waits, and what still works. */
const MEANINGS: Record<Service, string> = {
  posts: 'Posts cannot be written or changed for now. Reading and commenting go on.',
  comments: 'Comments cannot be written or changed for now. Reading and posting go on.',
  query: 'What you see may be old, and does not update itself. Writing goes on.',
  moderation: 'New comments stay pending until it is back. Everything else goes on.',
  'event-bus': 'What you write is kept by the services and shows up for everyone once it is back.',
};

export interface Outage {
  readonly title: string;
  readonly meaning: string;
}

/** What to tell of the services that are not ready, most important first. */
export function outagesOf(statuses: readonly ServiceStatus[]): Outage[] {
  if (statuses.length > 0 && statuses.every(({ state }) => state === 'down')) {
    const meaning = 'None of the services can be reached. What you typed stays here; nothing is lost.';
    return [{ title: 'No connection', meaning }];
  }
  return statuses
    .filter(({ state }) => state === 'down' || state === 'catching-up')
    .map(({ service, state }) => ({
      title: state === 'down' ? `${service} is down` : `${service} is catching up`,
      meaning: MEANINGS[service],
    }));
}
