import { z } from 'zod';
import { commentView } from '../comment/comment-view';
import { post } from '../post/post-view';

/**
 * A post of the read model with its newest comments (at most COMMENTS_IN_VIEW_MAX), oldest of them first. `position` is that of
 * the event that made it known: posts are listed by it, since times come from many clocks.
 */
export const postView = post.extend({
  position: z.int().min(1),
  commentCount: z.int().min(0),
  comments: z.array(commentView),
});

/**
 * What a search found: a post by its title, or a comment by its text, with the post that it stands under. `position` is that of the event
 * that made it known.
 */
export const searchHit = z.object({
  position: z.int().min(1),
  post: post.pick({ id: true, title: true }),
  comment: commentView.optional(),
});

export type SearchHit = z.infer<typeof searchHit>;
export type PostView = z.infer<typeof postView>;
