/** Where lines about failures are written. */
export interface FailureLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that also takes lines about recovery. */
export interface RecoveryLog extends FailureLog {
  info(fields: object, message: string): void;
}

const INTERVAL_MS = 5_000;
/** Kinds that are told apart at a time; the others share one. */
const KINDS_MAX = 100;

interface Window {
  leftOut: number;
  /** Writes the latest line that was left out. */
  write: ((leftOut: number) => void) | undefined;
}

/**
 * A log for what anybody can cause: the first line of a kind is written immediately, then at most one every 5 s, the latest,
 * with the number of lines omitted between as `leftOut`. A kind is a level and a `code`, or else a message and the origin of
 * its error.
 */
export class SampledLog implements RecoveryLog {
  readonly #log: RecoveryLog;
  readonly #intervalMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(log: RecoveryLog, options: { intervalMs?: number } = {}) {
    this.#log = log;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
  }

  info(fields: object, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  #write(level: keyof RecoveryLog, fields: object, message: string): void {
    const own = `${level} ${kindOf(fields, message)}`;
    const kind = this.#windows.size < KINDS_MAX || this.#windows.has(own) ? own : `${level} others`;
    const window = this.#windows.get(kind);
    if (window === undefined) {
      this.#log[level](fields, message);
      this.#open(kind);
      return;
    }
    window.leftOut += 1;
    window.write = (leftOut) => this.#log[level](leftOut === 0 ? fields : { ...fields, leftOut }, message);
  }

  #open(kind: string): void {
    const window: Window = { leftOut: 0, write: undefined };
    this.#windows.set(kind, window);
    const close = () => {
      this.#windows.delete(kind);
      if (window.write === undefined) return;
      window.write(window.leftOut - 1);
      this.#open(kind);
    };
    setTimeout(close, this.#intervalMs).unref();
  }
}

function kindOf(fields: object, message: string): string {
  const { code, err } = fields as { code?: unknown; err?: unknown };
  if (typeof code === 'string') return code;
  const frame = err instanceof Error ? (err.stack?.split('\n    at ')[1] ?? '') : '';
  return `${message} ${frame}`;
}
