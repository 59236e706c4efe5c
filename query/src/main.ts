import '@blog/service-kit/prepare-process';
import { projection, sequenceOf } from '@blog/contracts';
import { Follower, runFollowingService, StreamGate } from '@blog/service-kit';
import { createQueryApp } from './app';
import { readSettings } from './config';
import { PositionWaits } from './domain/position-waits';
import { SearchQueue } from './domain/search-queue';
import { ensureIndexed, indexedTables } from './storage/indexed-tables';
import { LmdbReadModel } from './storage/lmdb-read-model';
import { openQueryTables } from './storage/query-tables';
import { TextIndex } from './storage/text-index';

void runFollowingService('query', readSettings, async (base, settings) => {
  const { store, closing } = base;
  const tables = openQueryTables(store);
  const index = new TextIndex(store);
  const projected = indexedTables(tables, index);
  const follower: Follower = new Follower({
    ...base,
    apply: (event) => projection.react(event, projected),
    types: projection.types,
    replayable: true,
    sequenceOf,
    onCheckpoint: (checkpoint) => index.note({ checkpoint, setAside: follower.setAside.count }),
  });
  const progress = { checkpoint: follower.checkpoint, setAside: follower.setAside.count };
  await ensureIndexed({ store, tables, index, progress });

  const ports = {
    readModel: new LmdbReadModel({ store, tables, index }),
    follower,
    waits: new PositionWaits({
      follower,
      waitMs: settings.POSITION_WAIT_MS,
      waitsMax: settings.POSITION_WAITS_MAX,
    }),
    searches: new SearchQueue({ searchesMax: settings.SEARCHES_MAX }),
    closing,
    streams: new StreamGate(settings.STREAMS_MAX),
  };
  return { follower, createApp: (surroundings) => createQueryApp({ ...ports, ...surroundings }) };
});
