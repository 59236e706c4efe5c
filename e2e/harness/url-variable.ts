import type { PartName } from './service-names';

/** The environment variable with a part's URL: EVENT_BUS_URL for event-bus. */
export function urlVariable(name: PartName): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_URL`;
}
