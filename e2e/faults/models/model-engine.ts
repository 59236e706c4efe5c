import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@blog/event-log';
import { DiskEventLog } from '@blog/event-log/disk';
import { JetStreamEventLog, StateBucket } from '@blog/event-log/jetstream';
import { createLogger, newId } from '@blog/service-kit';
import { holdState } from '../../../event-bus/src/replicas';
import type { Tables } from '../../../event-bus/src/storage/tables';
import { StoreFolder } from '../../../service-kit/test/store-folder';

const logger = createLogger({ name: 'model', level: 'silent' });

/** The storage of a model's log and tables: fresh, and can be closed and reopened. */
export interface ModelEngine {
  open(limits: { queueBytesMax: number; sealBytes: number }): Promise<{ log: EventLog; tables: Tables }>;
  /** Also stops the log. */
  close(): Promise<void>;
  /** Closes, and deletes the stored data. */
  remove(): Promise<void>;
}

export class DiskEngine implements ModelEngine {
  readonly #folder = new StoreFolder();
  #log: DiskEventLog | undefined;
  #isClosed = false;

  async open(limits: { queueBytesMax: number; sealBytes: number }) {
    const store = this.#isClosed ? await this.#folder.reopen() : this.#folder.store;
    this.#isClosed = false;
    this.#log = await DiskEventLog.open({ folder: this.#folder.path, store, ...limits });
    return { log: this.#log, tables: store };
  }

  async close(): Promise<void> {
    await this.#log?.stop();
    this.#isClosed = true;
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#folder.remove();
  }
}

/** A new stream and bucket on a shared server. */
export class JetStreamEngine implements ModelEngine {
  readonly #url: string;
  readonly #stream = `MODEL_${newId()}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'model-ids-'));
  #opened: { readonly log: JetStreamEventLog; readonly state: StateBucket } | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async open({ queueBytesMax }: { queueBytesMax: number }) {
    const place = { url: this.#url, stream: this.#stream, replicas: 1, logger };
    const log = await JetStreamEventLog.open({ ...place, folder: this.#folder, queueBytesMax });
    const state = await StateBucket.open({ ...place, logId: log.id });
    this.#opened = { log, state };
    return { log, tables: await holdState(state, async (tables) => tables) };
  }

  async close(): Promise<void> {
    await this.#opened?.log.stop();
    await this.#opened?.state.close();
  }

  /** The stream is removed with its server. */
  async remove(): Promise<void> {
    await this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
