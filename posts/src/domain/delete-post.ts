import { PostDeleted, type PostState } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { changePost, nextVersion } from './change-post';
import { postEvent } from './post-event';
import type { PostPorts } from './post-ports';

interface WantedDeletion {
  readonly id: string;
  readonly isMeant: VersionCheck;
}

/**
 * Deletes a post permanently, if its version is meant.
 * @throws DomainError  `post.not_found`, also the second time; `posts.not_caught_up`; `post.changed`; `post.no_version_left`
 */
export function deletePost({ id, isMeant }: WantedDeletion, ports: PostPorts): Promise<Written<PostState>> {
  return changePost(id, ports, (current) =>
    postEvent(PostDeleted, { id, version: nextVersion(current, isMeant) }, ports.now()),
  );
}
