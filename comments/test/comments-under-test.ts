import { sequenceOf } from '@blog/contracts';
import { Follower, KeptAnswers, newId, Outbox } from '@blog/service-kit';
import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { createCommentsApp } from '../src/app';
import { hearing } from '../src/events/on-event';
import { LmdbCommentStore } from '../src/storage/lmdb-comment-store';

/** The tables that make up the state of comments. */
export const TABLES = ['posts', 'comments', 'deleted-comments', 'comment-order', 'comment-places'];

/** The comments service on a folder and a bus of its own, wired as in main.ts. */
export function commentsUnderTest(bus?: MemoryBus) {
  return new ServiceUnderTest(({ store, bus, logger }) => {
    const outbox = new Outbox({ store, bus, logger, sequenceOf });
    const comments = new LmdbCommentStore({ store, outbox });
    const follower = new Follower({
      name: 'comments',
      instance: 'test',
      store,
      bus,
      logger,
      sequenceOf,
      apply: (event) => hearing.react(event, comments),
      types: hearing.types,
      replayable: true,
    });
    const setAside = [follower.setAside, outbox.setAside];
    const readiness = () => follower.readiness();
    const keptAnswers = new KeptAnswers({ store, now: () => Date.now() });
    const app = createCommentsApp({
      comments,
      follower,
      keptAnswers,
      newId,
      now: Date.now,
      readiness,
      logger,
      setAside,
    });
    return { app, follower, outbox, comments };
  }, bus);
}
