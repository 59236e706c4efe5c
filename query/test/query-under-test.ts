import { projection, sequenceOf } from '@blog/contracts';
import { type AppSurroundings, Follower, StreamGate } from '@blog/service-kit';
import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { createQueryApp } from '../src/app';
import { PositionWaits } from '../src/domain/position-waits';
import { SearchQueue } from '../src/domain/search-queue';
import { ensureIndexed, indexedTables } from '../src/storage/indexed-tables';
import { LmdbReadModel } from '../src/storage/lmdb-read-model';
import { openQueryTables } from '../src/storage/query-tables';
import { TextIndex } from '../src/storage/text-index';

/** The tables that make up the read model; `text-index` is not among them, since it has the follower's checkpoint. */
export const TABLES = [
  'posts',
  'order',
  'changes',
  'comment-counts',
  'comments',
  'deleted-comments',
  'comment-places',
  'texts',
];

/** How long a read waits for its position, and how many do at once. */
export const WAIT_MS = 1_000;
export const WAITS_MAX = 3;
export const SEARCHES_MAX = 3;

/**
 * The query service on a folder and a bus of its own, wired as in main.ts; while `build.indexes` is false, as a build that keeps
 * no index.
 */
export function queryUnderTest(bus?: MemoryBus, build = { indexes: true }) {
  return new ServiceUnderTest((base) => {
    const { store, closing: stopping } = base;
    const closing = new AbortController();
    stopping.addEventListener('abort', () => closing.abort());
    const tables = openQueryTables(store);
    const index = new TextIndex(store);
    const projected = build.indexes ? indexedTables(tables, index) : tables;
    const follower: Follower = new Follower({
      ...base,
      sequenceOf,
      apply: (event) => projection.react(event, projected),
      types: projection.types,
      replayable: true,
      ...(build.indexes && {
        onCheckpoint: (checkpoint: number) => index.note({ checkpoint, setAside: follower.setAside.count }),
      }),
    });
    const progress = () => ({ checkpoint: follower.checkpoint, setAside: follower.setAside.count });
    const prepare = async () => {
      if (build.indexes) await ensureIndexed({ store, tables, index, progress: progress() });
    };
    const readModel = new LmdbReadModel({ store, tables, index });
    const waits = new PositionWaits({ follower, waitMs: WAIT_MS, waitsMax: WAITS_MAX });
    const searches = new SearchQueue({ searchesMax: SEARCHES_MAX });
    const createApp = (surroundings: AppSurroundings) =>
      createQueryApp({
        readModel,
        follower,
        waits,
        searches,
        closing: closing.signal,
        streams: new StreamGate(100),
        ...surroundings,
      });
    return {
      createApp,
      follower,
      readModel,
      waits,
      searches,
      tables,
      projected,
      index,
      closing,
      progress,
      prepare,
    };
  }, bus);
}
