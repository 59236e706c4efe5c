import {
  type AccountService,
  type AccountSources,
  SERVICE_NAMES,
} from '../src/domain/account/account-sources';

const away: AccountService = { standing: async () => undefined, look: async () => undefined };

/** Sources of an account that are always away. */
export const NOTHING_TO_READ = {
  log: {
    follow: async () => {},
    eventsOf: async () => undefined,
    head: async () => undefined,
    decidedThrough: async () => undefined,
  },
  services: Object.fromEntries(SERVICE_NAMES.map((name) => [name, away])),
} as unknown as AccountSources;
