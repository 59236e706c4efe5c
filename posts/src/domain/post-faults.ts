import { VERSION_MAX } from '@blog/contracts';
import { problems } from '../problems';

export const postNotFound = (id: string) =>
  problems.error('post.not_found', `Expected the id of a post, got ${id}, which is unknown or deleted.`);

export const postChanged = ({ id, version }: { id: string; version: number }) =>
  problems.error(
    'post.changed',
    `Post ${id} was changed meanwhile, and has version ${version} now: look at it before you change it.`,
    { version },
  );

export const notCaughtUp = () =>
  problems.error(
    'posts.not_caught_up',
    'Not all posts have been read from the log yet; /readyz says how far it is.',
  );

export const noVersionLeft = (id: string) =>
  problems.error(
    'post.no_version_left',
    `Post ${id} has the highest version, ${VERSION_MAX}: it cannot be changed any more.`,
  );
