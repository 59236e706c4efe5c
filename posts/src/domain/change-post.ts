import { type PostState, VERSION_MAX } from '@blog/contracts';
import { isRebuilding, type VersionCheck, type Written } from '@blog/service-kit';
import { findPost } from './find-post';
import { notCaughtUp, noVersionLeft, postChanged, postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import type { PostStore } from './post-store';

/**
 * Changes a post that exists, by the event that `decide` makes of its state; undefined leaves it as it is.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`, and what `decide` throws
 */
export async function changePost(
  id: string,
  { posts, follower }: PostPorts,
  decide: (current: PostState) => ReturnType<Parameters<PostStore['change']>[1]>,
): Promise<Written<PostState>> {
  await findPost(id, { posts, follower });
  if (await isRebuilding(follower)) throw notCaughtUp();
  return posts.change(id, (current) => {
    if (current === undefined || current.deleted) throw postNotFound(id);
    return decide(current);
  });
}

/** The version that a change makes of `current`. @throws DomainError `post.changed`, `post.no_version_left` */
export function nextVersion(current: PostState, isMeant: VersionCheck): number {
  if (!isMeant(current.version)) throw postChanged(current);
  if (current.version >= VERSION_MAX) throw noVersionLeft(current.id);
  return current.version + 1;
}
