import { CATCH_UP_MS } from '@blog/service-kit';
import { findPost } from './find-post';
import { notCaughtUp } from './post-faults';
import type { PostPorts } from './post-ports';

/**
 * Refuses a post that is not there, or may not be changed yet: while posts are being rebuilt from the log, a change could take
 * a version number that the log has given already.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`
 */
export async function refuseUnlessChangeable(
  id: string,
  { posts, follower }: Pick<PostPorts, 'posts' | 'follower'>,
): Promise<void> {
  await findPost(id, { posts, follower });
  // With nothing of the log applied, whatever is known was written here and is whole.
  const rebuilding = () => follower.checkpoint > 0 && !follower.canGoOn;
  if (rebuilding()) await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  if (rebuilding()) throw notCaughtUp();
}
