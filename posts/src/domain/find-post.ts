import type { Post } from '@blog/contracts';
import { lookUp } from '@blog/service-kit';
import { notCaughtUp, postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

/**
 * Finds a post. If it is unknown, everything that the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`; or `posts.not_caught_up`, when the log could not be read to know better
 */
export async function findPost(
  id: string,
  { posts, follower }: Pick<PostPorts, 'posts' | 'follower'>,
): Promise<Post> {
  const { found, isUnsure } = await lookUp(() => posts.get(id), follower);
  if (isUnsure && !follower.canGoOn) throw notCaughtUp();
  if (found === undefined || found.deleted) throw postNotFound(id);
  return toPost(found);
}
