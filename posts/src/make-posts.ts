import { postEvents, sequenceOf, typeSettings } from '@blog/contracts';
import {
  type AppSurroundings,
  Follower,
  KeptAnswers,
  newId,
  Outbox,
  type ServiceBase,
} from '@blog/service-kit';
import { createPostsApp } from './app';
import { hearing } from './events/on-event';
import { LmdbPostStore } from './storage/lmdb-post-store';

/** The parts of posts, as main.ts runs them and as the tests do. */
export async function makePosts(base: ServiceBase) {
  const { store } = base;
  const outbox = new Outbox({ ...base, sequenceOf });
  const posts = new LmdbPostStore({ store, outbox });
  await posts.adopt();
  const follower = new Follower({
    ...base,
    apply: (event) => hearing.react(event, posts),
    types: hearing.types,
    replayable: true,
    sequenceOf,
    outbox,
  });
  const now = () => Date.now();
  const ports = { posts, follower, keptAnswers: new KeptAnswers({ store, now }), newId, now };
  return {
    posts,
    follower,
    outbox,
    publishes: postEvents.map(typeSettings),
    createApp: (surroundings: AppSurroundings) => createPostsApp({ ...ports, ...surroundings }),
  };
}
