import type { Post } from '@blog/contracts';
import { CATCH_UP_MS } from '@blog/service-kit';
import { notCaughtUp, postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

/**
 * Finds a post. For one that was never heard of, what the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`; or `posts.not_caught_up`, when the log could not be read to know better
 */
export async function findPost(
  id: string,
  { posts, follower }: Pick<PostPorts, 'posts' | 'follower'>,
): Promise<Post> {
  let state = posts.get(id);
  if (state === undefined) {
    const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
    state = posts.get(id);
    if (state === undefined && outcome !== 'caught-up' && !follower.canGoOn) throw notCaughtUp();
  }
  if (state === undefined || state.deleted) throw postNotFound(id);
  return toPost(state);
}
