import { DomainError, type Logger } from '@blog/service-kit';
import type { StreamInfo } from '@nats-io/jetstream';
import type { LogIdentity } from '../importable-log';
import { problems } from '../problems';
import { isLogUnavailable } from './log-unavailable';
import type { StreamApi } from './stream-api';
import { requireSafe } from './stream-settings';

/** How long events must be missing before the log counts as replaced: a former leader may answer once more. */
const SURE_AFTER_MS = 5_000;

interface Options {
  readonly api: StreamApi;
  readonly log: LogIdentity;
  readonly replicas: number;
  readonly payloadBytesMax: number;
  readonly everyMs: number;
  readonly logger: Logger;
  /** The highest position seen in the stream. */
  head(): number;
  /** Called with the last sequence of the stream. */
  onLast(last: number): void;
  /** Called once if the stream can no longer be the log that was opened. */
  onFailure(error: DomainError): void;
}

/**
 * Polls the stream for events whose notice was lost, and checks that it still is the one that was opened. A stream that was
 * restored, recreated, or made unsafe is a permanent failure.
 */
export class StreamWatch {
  readonly #options: Options;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #missingSinceMs: number | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), options.everyMs);
  }

  /** Polls now; concurrent calls share one poll. */
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
    const { api, head, onLast, logger } = this.#options;
    try {
      const seen = head();
      const info = await api.info();
      if (info !== undefined) this.#requireSame(info);
      const missing = info === undefined ? 'is gone' : missingOf(info, seen);
      if (missing !== undefined) return this.#noteMissing(missing);
      this.#missingSinceMs = undefined;
      onLast((info as StreamInfo).state.last_seq);
    } catch (error) {
      if (error instanceof DomainError && !isLogUnavailable(error)) this.#fail(error);
      else if (!isLogUnavailable(error)) logger.error({ err: error }, 'could not look at the stream');
    }
  }

  /** @throws DomainError `log.replaced`, `log.stream_unsafe`, `log.newer_form` */
  #requireSame(info: StreamInfo): void {
    const { log } = this.#options;
    const { id, epoch } = requireSafe(info, this.#options);
    if (id !== log.id || epoch !== log.epoch) throw replaced('is that of another log');
  }

  #noteMissing(missing: string): void {
    this.#missingSinceMs ??= Date.now();
    if (Date.now() - this.#missingSinceMs >= SURE_AFTER_MS) this.#fail(replaced(missing));
  }

  #fail(error: DomainError): void {
    clearInterval(this.#timer);
    this.#options.onFailure(error);
  }
}

function missingOf({ state }: StreamInfo, seen: number): string | undefined {
  return state.last_seq < seen ? `ends at position ${state.last_seq}, and had ${seen}` : undefined;
}

function replaced(what: string): DomainError {
  const message = `The stream ${what}: it was made again, or restored. Expected the one that was opened.`;
  return problems.error('log.replaced', message);
}
