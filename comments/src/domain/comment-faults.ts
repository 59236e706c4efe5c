import { VERSION_MAX } from '@blog/contracts';
import { DomainError } from '@blog/service-kit';

export const postNotFound = (id: string) =>
  new DomainError('post.not_found', `Expected the id of a post, got ${id}, which is unknown or deleted.`);

export const commentNotFound = ({ postId, id }: { postId: string; id: string }) =>
  new DomainError(
    'comment.not_found',
    `Expected the id of a comment on post ${postId}, got ${id}, which is unknown or deleted.`,
  );

export const commentChanged = ({ id, version }: { id: string; version: number }) =>
  new DomainError(
    'comment.changed',
    `Comment ${id} was changed meanwhile, and has version ${version} now: look at it before you change it.`,
    { version },
  );

export const notCaughtUp = () =>
  new DomainError(
    'comments.not_caught_up',
    'Not all comments have been read from the log yet; /readyz says how far it is.',
  );

export const noVersionLeft = ({ id }: { id: string }) =>
  new DomainError(
    'comment.no_version_left',
    `Comment ${id} has the highest version, ${VERSION_MAX}: it cannot be changed any more.`,
  );
