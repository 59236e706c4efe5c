import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ImportableLog, LogIdentity } from '@blog/event-log';
import { DiskEventLog } from '@blog/event-log/disk';
import { createLogger, type DomainError, dataFile, Store, withoutPasswords } from '@blog/service-kit';
import { QUEUE_BYTES_MAX, SEAL_BYTES } from '../config';
import { problems } from '../problems';
import type { Tables } from '../storage/tables';

/** Where a bus keeps its log and state: a folder, or a stream with a bucket at some nats-servers. */
export type Place =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'jetstream'; readonly url: string; readonly stream: string; readonly replicas: number };

/** A folder that no bus runs on, or a stream on which one may run. */
export interface OpenedPlace {
  readonly log: ImportableLog;
  /** Resolves with the number of the last term in which a bus led there. @throws DomainError `storage.in_use`  one leads now */
  requireStopped(): Promise<number>;
  /** The current tables, to read. */
  readTables(): Promise<Tables>;
  /** @throws DomainError `storage.in_use` */
  writeTables<Result>(work: (tables: Tables) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const NATS_URL = /^(nats|tls):\/\//;

/** Parses a place on the command line: `nats://…`, or else a folder. */
export function placeOf(text: string, { stream, replicas }: { stream: string; replicas: number }): Place {
  return NATS_URL.test(text)
    ? { kind: 'jetstream', url: text, stream, replicas }
    : { kind: 'folder', folder: resolve(text) };
}

/**
 * Opens a place; if `isNew`, it may be empty, and a log is then created there with `identity`.
 * @throws DomainError `log.not_found`, `storage.in_use`, `storage.corrupt`, `log.unavailable`
 */
export function openPlace(
  place: Place,
  options: { isNew: boolean; identity?: LogIdentity },
): Promise<OpenedPlace> {
  return place.kind === 'folder' ? openFolder(place.folder, options) : openStream(place, options);
}

async function openFolder(
  folder: string,
  { isNew, identity }: { isNew: boolean; identity?: LogIdentity },
): Promise<OpenedPlace> {
  if (!isNew && !existsSync(dataFile(folder))) throw notFound(folder);
  const store = await Store.open(folder, { checkedBytesMax: Number.POSITIVE_INFINITY });
  try {
    const log = await DiskEventLog.open({
      folder,
      store,
      queueBytesMax: QUEUE_BYTES_MAX,
      sealBytes: SEAL_BYTES,
      ...(identity && { identity }),
    });
    const close = async () => {
      await log.stop();
      await store.stop();
    };
    return {
      log,
      // `Store.open` has locked the folder.
      requireStopped: async () => 0,
      readTables: async () => store,
      writeTables: (work) => work(store),
      close,
    };
  } catch (error) {
    await store.stop();
    throw error;
  }
}

async function openStream(
  place: Extract<Place, { kind: 'jetstream' }>,
  { isNew, identity }: { isNew: boolean; identity?: LogIdentity },
): Promise<OpenedPlace> {
  const { url, stream, replicas } = place;
  // Loaded here, so that a bus with its own log loads nothing of NATS.
  const { JetStreamEventLog, StateBucket } =
    require('@blog/event-log/jetstream') as typeof import('@blog/event-log/jetstream');
  const { holdState, requireNoLeader, StateTables } = require('../replicas') as typeof import('../replicas');
  const logger = createLogger({ name: 'log', level: 'error' });
  const folder = await mkdtemp(join(tmpdir(), 'log-ids-'));
  const clean = () => rm(folder, { recursive: true, force: true });
  try {
    if (!isNew && !(await JetStreamEventLog.exists({ url, stream, logger }))) {
      throw notFound(`the stream ${stream} at ${withoutPasswords(url)}`);
    }
    const log = await JetStreamEventLog.open({
      url,
      stream,
      replicas,
      folder,
      queueBytesMax: QUEUE_BYTES_MAX,
      logger,
      ...(identity && { identity }),
    });
    const state = await StateBucket.open({ url, stream, logId: log.id, replicas, logger }).catch(
      async (error) => {
        await log.stop();
        throw error;
      },
    );
    const close = async () => {
      await log.stop();
      await state.close();
      await clean();
    };
    return {
      log,
      requireStopped: async () => (await requireNoLeader(state))?.term ?? 0,
      readTables: () => StateTables.load(state),
      writeTables: (work) => holdState(state, work),
      close,
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

function notFound(where: string): DomainError {
  return problems.error('log.not_found', `Expected a log in ${where}, found none.`);
}
