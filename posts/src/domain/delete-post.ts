import { PostDeleted, type PostState } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { nextVersion } from './next-version';
import { postEvent } from './post-event';
import { postChanged, postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import { refuseUnlessChangeable } from './refuse-unless-changeable';

interface WantedDeletion {
  readonly id: string;
  readonly isMeant: VersionCheck;
}

/**
 * Deletes a post for good, if `isMeant` says so of its version.
 * @throws DomainError  `post.not_found`, also the second time; `posts.not_caught_up`; `post.changed`; `post.no_version_left`
 */
export async function deletePost(wanted: WantedDeletion, ports: PostPorts): Promise<Written<PostState>> {
  await refuseUnlessChangeable(wanted.id, ports);
  return ports.posts.change(wanted.id, (current) => decideDeletion(current, wanted, ports.now()));
}

function decideDeletion(current: PostState | undefined, { id, isMeant }: WantedDeletion, now: number) {
  if (current === undefined || current.deleted) throw postNotFound(id);
  if (!isMeant(current.version)) throw postChanged(current);
  return postEvent(PostDeleted, { id, version: nextVersion(current) }, now);
}
