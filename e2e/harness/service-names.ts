/** The services, in the order in which they can be started one after the other. */
export const SERVICE_NAMES = ['event-bus', 'posts', 'comments', 'query', 'moderation'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
