import { projectEvent, sequenceOf } from '@blog/contracts';
import { Follower, StreamGate } from '@blog/service-kit';
import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { createQueryApp } from '../src/app';
import { LmdbReadModel } from '../src/storage/lmdb-read-model';
import { openQueryTables } from '../src/storage/query-tables';

/** The tables that make up the read model. */
export const TABLES = [
  'posts',
  'order',
  'changes',
  'comment-counts',
  'comments',
  'deleted-comments',
  'comment-places',
];

/** The query service on a folder and a bus of its own, wired as in main.ts. */
export function queryUnderTest(bus?: MemoryBus) {
  return new ServiceUnderTest(({ store, bus, logger, closing: stopping }) => {
    const closing = new AbortController();
    stopping.addEventListener('abort', () => closing.abort());
    const tables = openQueryTables(store);
    const follower = new Follower({
      name: 'query',
      instance: 'test',
      store,
      bus,
      logger,
      sequenceOf,
      apply: (event) => projectEvent(event, tables),
    });
    const readModel = new LmdbReadModel(store, tables);
    const setAside = [follower.setAside];
    const readiness = () => follower.readiness();
    const app = createQueryApp({
      readModel,
      follower,
      closing: closing.signal,
      streams: new StreamGate(100),
      readiness,
      setAside,
      logger,
    });
    return { app, follower, tables, closing };
  }, bus);
}
