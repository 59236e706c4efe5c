/** The events of a post or comment on the bus. */
export const eventsOf = (id: string) => `/bus?${new URLSearchParams({ subject: id })}`;

/** Time travel through what happened to a post and its comments. */
export const historyOf = (postId: string) => `/time-travel?${new URLSearchParams({ post: postId })}`;
