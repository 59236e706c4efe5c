import { type CommentState, VERSION_MAX } from '@blog/contracts';
import { noVersionLeft } from './comment-faults';

/** The version that a change gives. @throws DomainError `comment.no_version_left` */
export function nextVersion(current: CommentState): number {
  if (current.version >= VERSION_MAX) throw noVersionLeft(current);
  return current.version + 1;
}
