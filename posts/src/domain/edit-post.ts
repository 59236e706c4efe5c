import { isDeepStrictEqual } from 'node:util';
import { type Post, PostUpdated, type WrittenPost } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { changePost, nextVersion } from './change-post';
import { postEvent } from './post-event';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

interface WantedEdit {
  readonly id: string;
  readonly written: WrittenPost;
  readonly isMeant: VersionCheck;
}

/**
 * Gives a post another title, if its version is meant; the title that it has already changes nothing and publishes nothing.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`; `post.changed`; `post.no_version_left`
 */
export async function editPost(
  { id, written, isMeant }: WantedEdit,
  ports: PostPorts,
): Promise<Written<Post>> {
  const { thing, position } = await changePost(id, ports, (current) => {
    // It is as it was wanted: the answer may have been lost, and this is the same request again (RFC 9110, 13.1.1).
    if (isDeepStrictEqual({ ...current, ...written }, current)) return undefined;
    return postEvent(PostUpdated, { id, ...written, version: nextVersion(current, isMeant) }, ports.now());
  });
  return { thing: toPost(thing), position };
}
