import { VERSION_MAX } from '@blog/contracts';
import { problems } from '../problems';

export const postNotFound = (id: string) =>
  problems.error('post.not_found', `Expected the id of a post, got ${id}, which is unknown or deleted.`);

export const commentNotFound = ({ postId, id }: { postId: string; id: string }) =>
  problems.error(
    'comment.not_found',
    `Expected the id of a comment on post ${postId}, got ${id}, which is unknown or deleted.`,
  );

export const commentChanged = ({ id, version }: { id: string; version: number }) =>
  problems.error(
    'comment.changed',
    `Comment ${id} was changed meanwhile, and has version ${version} now: look at it before you change it.`,
    { version },
  );

export const notCaughtUp = () =>
  problems.error(
    'comments.not_caught_up',
    'Not all comments have been read from the log yet; /readyz says how far it is.',
  );

export const noVersionLeft = ({ id }: { id: string }) =>
  problems.error(
    'comment.no_version_left',
    `Comment ${id} has the highest version, ${VERSION_MAX}: it cannot be changed any more.`,
  );
