/** The services, in the order in which they can be started. */
export const SERVICE_NAMES = ['event-bus', 'posts', 'comments', 'query', 'moderation'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Everything that answers HTTP: the services and the page. */
export const PART_NAMES = ['posts', 'comments', 'query', 'moderation', 'event-bus', 'client'] as const;
export type PartName = (typeof PART_NAMES)[number];
