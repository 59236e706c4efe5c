import type { FindingKind } from '../account-state';
import type { Known } from './subject';

/** What a service shows of a post or comment. */
export type Seen = Pick<Known, 'version' | 'status' | 'text'>;

export type Verdict =
  /** `through` is the position of the state shown. */
  | { readonly is: 'fine'; readonly through: number }
  /** The service need not have it yet, or nobody can tell. */
  | { readonly is: 'waiting' }
  /** `position` is that of the event whose effect is missing. */
  | {
      readonly is: 'wrong';
      readonly kind: FindingKind;
      readonly position: number | null;
      readonly text: string;
    };

/** The last entry at or before a position. */
const indexAt = (history: readonly Known[], position: number) =>
  history.findLastIndex((known) => known.position <= position);

const isShown = ({ version, status, text, isDeleted }: Known, seen: Seen) =>
  !isDeleted && version === seen.version && status === seen.status && text === seen.text;

/**
 * Compares what a service shows with the log: it must be the state after `appliedTo` or a later one, since the service may
 * have advanced since it reported its progress. `isOwner`: it has had the item since accepting it, whatever it has read of
 * the log. `isHidden`: its post was deleted, so it may be invisible.
 */
export function judgeSeen(subject: {
  readonly history: readonly Known[];
  readonly seen: Seen | undefined;
  readonly appliedTo: number;
  readonly isOwner: boolean;
  readonly isHidden: boolean;
}): Verdict {
  const { history, seen, appliedTo, isOwner, isHidden } = subject;
  const from = indexAt(history, appliedTo);
  const possible = history.slice(Math.max(from, 0));
  const last = history.at(-1)?.position ?? 0;
  if (seen === undefined) {
    if (isHidden) return { is: 'fine', through: last };
    if (from === -1 && !isOwner) return { is: 'waiting' };
    const gone = possible.findLast(({ isDeleted }) => isDeleted);
    if (gone !== undefined) return { is: 'fine', through: gone.position };
    const position = (history[from] ?? history[0])?.position ?? null;
    return {
      is: 'wrong',
      kind: 'lost',
      position,
      text:
        position === null ? 'does not have it' : `does not have it, although event ${position} is in the log`,
    };
  }
  const match = possible.findLast((known) => isShown(known, seen));
  if (match !== undefined) return { is: 'fine', through: match.position };
  // Accepted, and on its way to the log.
  if (history.length === 0) return isOwner ? { is: 'fine', through: 0 } : { is: 'waiting' };
  const older = history.slice(0, Math.max(from, 0)).findLast((known) => isShown(known, seen));
  const position = (history[from] ?? history.at(-1))?.position ?? null;
  const what = `shows version ${seen.version}${seen.status === undefined ? '' : `, ${seen.status}`}`;
  if (older !== undefined) {
    return {
      is: 'wrong',
      kind: 'outOfOrder',
      position,
      text: `${what}, although event ${position} changed it`,
    };
  }
  return { is: 'wrong', kind: 'lost', position, text: `${what}, which is not in the log` };
}
