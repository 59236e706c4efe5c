import type { CommentView } from '@blog/contracts';
import type { Page } from '@blog/service-kit';
import type { LookUpPorts } from './comment-ports';
import { refuseMissingPost } from './refuse-missing-post';

/**
 * Lists a post's comments: the newest page, oldest of it first. While the log cannot be read, what is stored of a post
 * that was never heard of is listed, which may be nothing.
 * @throws DomainError  `post.not_found`
 */
export async function listComments(
  page: { postId: string; limit: number; before?: string | undefined },
  { comments, follower }: LookUpPorts,
): Promise<Page<CommentView>> {
  await refuseMissingPost(page.postId, { comments, follower });
  return comments.list(page);
}
