import { commentEvents } from '../comment/comment-events';
import { postEvents } from '../post/post-events';
import type { EventFrom } from './define-event';

/** Every event of the blog, in the order of a post's and a comment's life. */
export const blogEvents = [...postEvents, ...commentEvents] as const;

export type BlogEvent = EventFrom<typeof blogEvents>;
