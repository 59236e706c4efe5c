import { type Post, type PostState, PostUpdated } from '@blog/contracts';
import { findPostToChange } from './find-post-to-change';
import { nextVersion } from './next-version';
import { postEvent } from './post-event';
import { postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

/**
 * Gives a post another title; the title that it has already changes nothing and tells nobody.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`; `post.no_version_left`
 */
export async function editPost(wanted: { id: string; title: string }, ports: PostPorts): Promise<Post> {
  await findPostToChange(wanted.id, ports);
  return toPost(await ports.posts.change(wanted.id, (current) => decideEdit(current, wanted, ports.now())));
}

function decideEdit(
  current: PostState | undefined,
  { id, title }: { id: string; title: string },
  now: number,
) {
  if (current === undefined || current.deleted) throw postNotFound(id);
  if (current.title === title) return undefined;
  return postEvent(PostUpdated, { id, title, version: nextVersion(current) }, now);
}
