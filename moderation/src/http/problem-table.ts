/** The HTTP status of each error code of moderation. */
export const problemTable: Readonly<Record<string, number>> = {
  'event.unreadable': 422,
  'decision.refused': 422,
  'bus.unavailable': 503,
};
