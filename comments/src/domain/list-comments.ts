import type { CommentView } from '@blog/contracts';
import type { Page } from '@blog/service-kit';
import type { LookUpPorts } from './comment-ports';
import { refuseMissingPost } from './refuse-missing-post';

/**
 * Lists a page of a post's comments, oldest first; by default the newest page. While the log cannot be read, the list of an
 * unknown post is not an error and may be empty.
 * @throws DomainError  `post.not_found`
 */
export async function listComments(
  page: { postId: string; limit: number; before?: string | undefined },
  { comments, follower }: LookUpPorts,
): Promise<Page<CommentView>> {
  await refuseMissingPost(page.postId, { comments, follower });
  return comments.list(page);
}
