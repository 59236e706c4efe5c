import { isDeepStrictEqual } from 'node:util';
import { type Post, type PostState, PostUpdated, type WrittenPost } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { nextVersion } from './next-version';
import { postEvent } from './post-event';
import { postChanged, postNotFound } from './post-faults';
import type { PostPorts } from './post-ports';
import { refuseUnlessChangeable } from './refuse-unless-changeable';
import { toPost } from './to-post';

interface WantedEdit {
  readonly id: string;
  readonly written: WrittenPost;
  readonly isMeant: VersionCheck;
}

/**
 * Gives a post another title, if `isMeant` says so of its version; the title that it has already changes nothing and tells
 * nobody.
 * @throws DomainError  `post.not_found`, `posts.not_caught_up`; `post.changed`; `post.no_version_left`
 */
export async function editPost(wanted: WantedEdit, ports: PostPorts): Promise<Written<Post>> {
  await refuseUnlessChangeable(wanted.id, ports);
  const decide = (current: PostState | undefined) => decideEdit(current, wanted, ports.now());
  const { thing, position } = await ports.posts.change(wanted.id, decide);
  return { thing: toPost(thing), position };
}

function decideEdit(current: PostState | undefined, { id, written, isMeant }: WantedEdit, now: number) {
  if (current === undefined || current.deleted) throw postNotFound(id);
  // It is as it was wanted: perhaps the answer was lost, and this is the same again (RFC 9110, 13.1.1).
  if (isDeepStrictEqual({ ...current, ...written }, current)) return undefined;
  if (!isMeant(current.version)) throw postChanged(current);
  return postEvent(PostUpdated, { id, ...written, version: nextVersion(current) }, now);
}
