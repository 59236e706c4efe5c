import { CATCH_UP_MS } from '@blog/service-kit';
import { findPost } from './find-post';
import { notCaughtUp } from './post-faults';
import type { PostPorts } from './post-ports';

/**
 * Makes sure that a post is there and may be changed: while posts are being rebuilt from the log, a change could take
 * a version number that the log has given already.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`
 */
export async function findPostToChange(
  id: string,
  { posts, follower }: Pick<PostPorts, 'posts' | 'follower'>,
): Promise<void> {
  await findPost(id, { posts, follower });
  // With nothing of the log applied, whatever is known was written here and is whole.
  const rebuilding = () => follower.checkpoint > 0 && !follower.canGoOn;
  if (rebuilding()) await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  if (rebuilding()) throw notCaughtUp();
}
