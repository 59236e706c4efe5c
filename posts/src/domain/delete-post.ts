import { PostDeleted, type PostState } from '@blog/contracts';
import { findPostToChange } from './find-post-to-change';
import { nextVersion } from './next-version';
import { postEvent } from './post-event';
import { postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';

/**
 * Deletes a post for good.
 * @throws DomainError  `post.not_found`, also the second time; `posts.not_caught_up`; `post.no_version_left`
 */
export async function deletePost(id: string, ports: PostPorts): Promise<void> {
  await findPostToChange(id, ports);
  await ports.posts.change(id, (current) => decideDeletion(current, id, ports.now()));
}

function decideDeletion(current: PostState | undefined, id: string, now: number) {
  if (current === undefined || current.deleted) throw postNotFound(id);
  return postEvent(PostDeleted, { id, version: nextVersion(current) }, now);
}
