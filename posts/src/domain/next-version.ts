import { type PostState, VERSION_MAX } from '@blog/contracts';
import { noVersionLeft } from './post-faults';

/** The version that a change gives. @throws DomainError `post.no_version_left` */
export function nextVersion(current: PostState): number {
  if (current.version >= VERSION_MAX) throw noVersionLeft(current.id);
  return current.version + 1;
}
