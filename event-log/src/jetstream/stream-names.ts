import type { LogIdentity } from '../importable-log';

/** Valid as a stream name and as a single token of a subject. */
const STREAM_NAME = /^[\w-]{1,64}$/;
const ID_DIGITS = 12;

/**
 * The names of a log's stream and subjects. Subjects contain the log's id: a message to a deleted stream never reaches its
 * successor.
 */
export interface StreamNames {
  readonly stream: string;
  /** Where events are published. */
  readonly events: string;
  /** Where replicas announce a new head to one another, outside the stream. */
  readonly head: string;
}

export function streamNames(stream: string, logId: string): StreamNames {
  const end = logId.slice(-ID_DIGITS);
  const subject = (last: string) => `${stream}.${end}.${last}`;
  return { stream, events: subject('events'), head: subject('head') };
}

/** Names of the stream that holds the pages of ids of a log (`id-pages.ts`). */
export function idPageNames(stream: string, { id, epoch }: LogIdentity) {
  const name = `${stream}_IDS`;
  return {
    stream: name,
    pages: `${name}.>`,
    page: (page: number) => `${name}.${id.slice(-ID_DIGITS)}.${epoch.slice(-ID_DIGITS)}.${page}`,
  };
}

/** @throws RangeError */
export function requireStreamName(name: string): void {
  if (STREAM_NAME.test(name)) return;
  throw new RangeError(
    `Expected a stream name of 1 to 64 letters, digits, "-" and "_", got ${JSON.stringify(name)}.`,
  );
}
