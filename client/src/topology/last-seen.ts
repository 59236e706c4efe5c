import type { Subscriber } from '../api/subscribers';

const KEY = 'subscribers last seen';
/** Increment when the stored format changes. */
const VERSION = 1;
/** The most subscribers stored for the next visit. */
const KEPT_MAX = 50;

/** What the bus reported of its subscribers at a time, in milliseconds since 1970. */
export interface Seen {
  readonly atMs: number;
  readonly subscribers: readonly Subscriber[];
}

/** Stores the bus's report for a later visit, in which the bus may be down. Does nothing where the browser has no storage. */
export function keepSeen({ atMs, subscribers }: Seen): void {
  try {
    const kept = subscribers.slice(0, KEPT_MAX);
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, atMs, subscribers: kept }));
  } catch {
    // Storage is full or forbidden: the next visit begins without it.
  }
}

/** The report stored by an earlier visit; undefined if there is none that can be used. */
export function lastSeen(): Seen | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (!isRecord(value) || value.version !== VERSION || typeof value.atMs !== 'number') return undefined;
    if (!Array.isArray(value.subscribers)) return undefined;
    return { atMs: value.atMs, subscribers: value.subscribers.filter(isSubscriber).slice(0, KEPT_MAX) };
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const STATES: Record<Subscriber['kind'], readonly string[]> = {
  follower: ['live', 'catching-up', 'stopped', 'down'],
  subscription: ['active', 'retrying', 'paused', 'ended', 'blocked'],
};
const STRINGS: Record<Subscriber['kind'], readonly string[]> = {
  follower: ['name', 'instance', 'lastSeenAt'],
  subscription: ['name', 'url'],
};
const NUMBERS: Record<Subscriber['kind'], readonly string[]> = {
  follower: ['position', 'setAside'],
  subscription: ['position', 'attempts', 'attemptsMax', 'parked'],
};

/** Checks that everything shown of a subscriber is there: storage may hold anything. */
function isSubscriber(value: unknown): value is Subscriber {
  if (!isRecord(value) || !isRecord(value.lag)) return false;
  const { kind, state, lag, types, lastError, nextAttemptAt, setAsideReason } = value;
  if (kind !== 'follower' && kind !== 'subscription') return false;
  const areStrings = STRINGS[kind].every((key) => typeof value[key] === 'string');
  const areNumbers = NUMBERS[kind].every((key) => Number.isSafeInteger(value[key]));
  const areTexts = [lastError, nextAttemptAt].every((text) => text === null || typeof text === 'string');
  const hasTypes =
    types === null || (Array.isArray(types) && types.every((type) => typeof type === 'string'));
  const hasReason = setAsideReason === null || typeof setAsideReason === 'string';
  return (
    STATES[kind].includes(String(state)) &&
    Number.isSafeInteger(lag.events) &&
    (lag.ageMs === null || typeof lag.ageMs === 'number') &&
    areStrings &&
    areNumbers &&
    areTexts &&
    (kind === 'follower' ? hasReason : hasTypes)
  );
}
