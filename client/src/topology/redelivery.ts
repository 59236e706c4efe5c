import { type ParkedEvent, readParked } from '../api/parked-events';
import { readSubscription } from '../api/subscribers';
import { redeliver } from './bus-actions';

/** How often the bus is asked for the outcome of a redelivery. */
const LOOK_MS = 500;
/** A subscriber may take a minute to answer; this page waits no longer than this. */
const FIRST_MS_MAX = 90_000;
const PAGE_EVENTS = 100;

/** Progress of redelivering all parked events. */
export type RedeliveryProgress =
  | { readonly phase: 'first'; readonly position: number }
  /** The first one was refused: nothing else was tried. */
  | { readonly phase: 'refused'; readonly position: number; readonly reason: string }
  /** No answer yet; the bus keeps trying the first one alone. */
  | { readonly phase: 'unanswered'; readonly position: number }
  | {
      readonly phase: 'rest' | 'done';
      readonly redelivered: number;
      readonly failed: number;
      readonly total: number;
    };

/** The outcome of a redelivery: `now` is the parked event as it is now, undefined if it is no longer parked. */
function outcomeOf(now: ParkedEvent | undefined): 'delivered' | 'waiting' | 'failed' {
  if (now === undefined) return 'delivered';
  return now.queued ? 'waiting' : 'failed';
}

/**
 * Redelivers the first parked event of a subscription alone, and the rest only if it was accepted. Reports each step;
 * resolves after the last. Aborting does not undo what the bus has been asked to do.
 */
export async function redeliverAll(options: {
  name: string;
  /** Number of parked events. */
  count: number;
  onProgress: (progress: RedeliveryProgress) => void;
  signal: AbortSignal;
  nowMs?: () => number;
}): Promise<void> {
  const { name, count, onProgress, signal, nowMs = Date.now } = options;
  const [first] = await readParked(name, { limit: 1, signal });
  if (first === undefined) return onProgress({ phase: 'done', redelivered: 0, failed: 0, total: 0 });
  const { position } = first;
  onProgress({ phase: 'first', position });
  await redeliver(name, position);
  const beganMs = nowMs();
  while (true) {
    const now = await readOne(name, position, signal);
    const outcome = outcomeOf(now);
    if (outcome === 'delivered') break;
    if (outcome === 'failed') return onProgress({ phase: 'refused', position, reason: now?.reason ?? '' });
    if (nowMs() - beganMs > FIRST_MS_MAX) return onProgress({ phase: 'unanswered', position });
    await pause(LOOK_MS, signal);
  }
  if (count > 1) await redeliver(name, 'all');
  await watchRest({ name, after: position, total: count, onProgress, signal });
}

/** The bus redelivers by position: those parked and not queued, before the first queued one, have failed again. */
async function watchRest(options: {
  name: string;
  after: number;
  total: number;
  onProgress: (progress: RedeliveryProgress) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { name, total, onProgress, signal } = options;
  let { after } = options;
  let failed = 0;
  while (true) {
    const parked = await readParked(name, { after, limit: PAGE_EVENTS, signal });
    const queuedAt = parked.findIndex(({ queued }) => queued);
    const settled = queuedAt === -1 ? parked : parked.slice(0, queuedAt);
    failed += settled.length;
    after = settled.at(-1)?.position ?? after;
    const isLast = queuedAt === -1 && parked.length < PAGE_EVENTS;
    if (isLast) return onProgress({ phase: 'done', redelivered: Math.max(0, total - failed), failed, total });
    if (queuedAt === -1) continue;
    const left = (await readSubscription(name, signal))?.parked ?? 0;
    onProgress({ phase: 'rest', redelivered: Math.max(0, total - left), failed, total });
    await pause(LOOK_MS, signal);
  }
}

/** Resolves after `ms`. @throws the reason of `signal`, as soon as it is aborted */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

async function readOne(
  name: string,
  position: number,
  signal: AbortSignal,
): Promise<ParkedEvent | undefined> {
  const [found] = await readParked(name, { after: position - 1, limit: 1, signal });
  return found?.position === position ? found : undefined;
}
