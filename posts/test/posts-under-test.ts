import { sequenceOf } from '@blog/contracts';
import { Follower, KeptAnswers, newId, Outbox } from '@blog/service-kit';
import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { createPostsApp } from '../src/app';
import { hearing } from '../src/events/on-event';
import { LmdbPostStore } from '../src/storage/lmdb-post-store';

/** The tables that make up the state of posts. */
export const TABLES = ['posts', 'deleted-posts', 'post-order', 'post-places'];

/** The posts service on a folder and a bus of its own, wired as in main.ts. */
export function postsUnderTest(bus?: MemoryBus) {
  return new ServiceUnderTest(({ store, bus, logger }) => {
    const outbox = new Outbox({ store, bus, logger, sequenceOf });
    const posts = new LmdbPostStore({ store, outbox });
    const follower = new Follower({
      name: 'posts',
      instance: 'test',
      store,
      bus,
      logger,
      sequenceOf,
      apply: (event) => hearing.react(event, posts),
      types: hearing.types,
      replayable: true,
    });
    const setAside = [follower.setAside, outbox.setAside];
    const readiness = () => follower.readiness();
    const keptAnswers = new KeptAnswers({ store, now: () => Date.now() });
    const app = createPostsApp({
      posts,
      follower,
      keptAnswers,
      newId,
      now: Date.now,
      readiness,
      logger,
      setAside,
    });
    return { app, follower, outbox, posts };
  }, bus);
}
