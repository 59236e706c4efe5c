import {
  CommentCreated,
  CommentDeleted,
  CommentEdited,
  CommentUpdated,
  sequenceOf,
  typeSettings,
} from '@blog/contracts';
import {
  type AppSurroundings,
  Follower,
  KeptAnswers,
  newId,
  Outbox,
  type ServiceBase,
} from '@blog/service-kit';
import { createCommentsApp } from './app';
import { hearing } from './events/on-event';
import { LmdbCommentStore } from './storage/lmdb-comment-store';

/** The parts of comments, as main.ts runs them and as the tests do. */
export async function makeComments(base: ServiceBase) {
  const { store } = base;
  const outbox = new Outbox({ ...base, sequenceOf });
  const comments = new LmdbCommentStore({ store, outbox });
  await comments.adopt();
  const follower = new Follower({
    ...base,
    apply: (event) => hearing.react(event, comments),
    types: hearing.types,
    replayable: true,
    sequenceOf,
    outbox,
  });
  const now = () => Date.now();
  const ports = { comments, follower, keptAnswers: new KeptAnswers({ store, now }), newId, now };
  return {
    comments,
    follower,
    outbox,
    publishes: [CommentCreated, CommentDeleted, CommentEdited, CommentUpdated].map(typeSettings),
    createApp: (surroundings: AppSurroundings) => createCommentsApp({ ...ports, ...surroundings }),
  };
}
