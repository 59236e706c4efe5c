import { DomainError, type Logger } from '@blog/service-kit';
import { isLogUnavailable } from './log-unavailable';
import { requireMajority } from './open-stream';
import type { StreamApi } from './stream-api';
import { type LogIdentity, requireSafe } from './stream-settings';

/** What is wrong has to be seen for so long, in milliseconds: a leader that was replaced may answer once more. */
const SURE_AFTER_MS = 5_000;

interface Options {
  readonly api: StreamApi;
  readonly log: LogIdentity;
  readonly replicas: number;
  readonly payloadBytesMax: number;
  readonly everyMs: number;
  readonly logger: Logger;
  /** The highest position that was seen in the stream. */
  head(): number;
  /** Is told where the stream ends. */
  onLast(last: number): void;
  /** Is told, once, why the stream can no longer be the log that was opened. */
  onFailure(error: DomainError): void;
}

/**
 * Looks at the stream again and again: for events whose notice was lost, and whether it still is what was opened. One that
 * was restored, made again, or made unsafe, is a failure for good.
 */
export class StreamWatch {
  readonly #options: Options;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #wrongSinceMs: number | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), options.everyMs);
  }

  /** Looks now; one at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const wrong = await this.#findWrong();
      if (wrong === undefined) this.#wrongSinceMs = undefined;
      else this.#noteWrong(wrong);
    } catch (error) {
      if (!isLogUnavailable(error)) this.#options.logger.error({ err: error }, 'could not look at the stream');
    }
  }

  #noteWrong(error: DomainError): void {
    this.#wrongSinceMs ??= Date.now();
    if (Date.now() - this.#wrongSinceMs < SURE_AFTER_MS) return;
    clearInterval(this.#timer);
    this.#options.onFailure(error);
  }

  async #findWrong(): Promise<DomainError | undefined> {
    const { api, log, head, onLast } = this.#options;
    const seen = head();
    const info = await api.info();
    if (info === undefined) return replaced('is gone');
    const { last_seq: last } = info.state;
    let identity: LogIdentity;
    try {
      identity = requireSafe(info, this.#options);
    } catch (error) {
      return error as DomainError;
    }
    if (identity.id !== log.id || identity.epoch !== log.epoch) return replaced('is that of another log');
    requireMajority(info.cluster);
    if (last < seen) return replaced(`ends at position ${last}, and had ${seen}`);
    onLast(last);
    return undefined;
  }
}

function replaced(what: string): DomainError {
  const message = `The stream ${what}: it was made again, or restored. Expected the one that was opened.`;
  return new DomainError('log.replaced', message);
}
