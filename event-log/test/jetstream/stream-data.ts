import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@blog/service-kit';
import { JetStreamEventLog, type JetStreamOptions } from '../../src/jetstream';

const logger = createLogger({ name: 'test', level: 'silent' });
let made = 0;

/** The stream of a new log, and the folders of its replicas. */
export class StreamData {
  readonly stream: string;
  readonly #url: string;
  readonly #replicas: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'blog-ids-'));

  constructor({ url, replicas }: { url: string; replicas: number }) {
    made += 1;
    this.stream = `LOG-${made}`;
    this.#url = url;
    this.#replicas = replicas;
  }

  /** The folder of a replica's index. */
  folderOf(replica: number): string {
    return join(this.#folder, String(replica));
  }

  open(replica = 1, options: Partial<JetStreamOptions> = {}): Promise<JetStreamEventLog> {
    return JetStreamEventLog.open({
      url: this.#url,
      stream: this.stream,
      replicas: this.#replicas,
      folder: this.folderOf(replica),
      queueBytesMax: 64 * 1024 * 1024,
      logger,
      ...options,
    });
  }

  /** Removes the folders; the stream is removed with its cluster. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
