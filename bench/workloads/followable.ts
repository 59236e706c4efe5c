import type { EventSystem } from '../event-system';

/** @throws Error  the system cannot be followed */
export function followable(system: EventSystem): Required<Pick<EventSystem, 'follow'>> {
  const { follow } = system;
  if (follow === undefined) throw new Error('Expected a system that can be followed.');
  return { follow: follow.bind(system) };
}
