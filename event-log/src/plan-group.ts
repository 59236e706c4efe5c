import { isDeepStrictEqual } from 'node:util';
import type { DomainError } from '@blog/service-kit';
import type { Appended, NewEvent } from './event-log';
import type { Batch, Outcome } from './group-commit';
import { type Identity, identityOf } from './identity';
import { problems } from './problems';

/** An event as it was published, and its position. */
export interface StoredEvent {
  readonly position: number;
  readonly bytes: Buffer;
}

/** A new event that is to be written. */
export interface PlannedEvent extends StoredEvent {
  readonly identity: Identity;
}

/** One group of batches, worked out. */
export interface GroupPlan {
  /** What is to be written: consecutive positions from the one after `head` on. */
  readonly planned: readonly PlannedEvent[];
  /** What becomes of each batch once that is written. */
  readonly outcomes: readonly Outcome[];
}

/** What a group is planned on. */
interface Basis {
  /** The highest position that is taken. */
  readonly head: number;
  /** The event that is stored under an identity. What it throws refuses the batch that asked. */
  stored(identity: Identity): StoredEvent | undefined;
  /** The identity of an event, where it was worked out before. */
  identify?(event: NewEvent): Identity;
}

/**
 * Gives positions to a group of batches, and finds duplicates, within the group and by `stored`. A batch that is refused
 * (`event.conflict`) leaves no trace, and the others of its group go on.
 */
export function planGroup(group: readonly Batch[], basis: Basis): GroupPlan {
  const { identify = identityOf } = basis;
  const planned: PlannedEvent[] = [];
  const byIdentity = new Map<string, PlannedEvent>();

  function planBatch(batch: Batch): Appended[] {
    const conflicts: Conflict[] = [];
    const firstNew = basis.head + planned.length + 1;
    /** Of each event of this batch that is new, its index. */
    const newIndexes: number[] = [];
    const appended = batch.map((event, index): Appended => {
      const { id, bytes } = event;
      const identity = identify(event);
      const known = byIdentity.get(identity.text) ?? basis.stored(identity);
      if (known !== undefined) {
        const { position } = known;
        if (!isSame(known.bytes, bytes)) {
          const first = newIndexes[position - firstNew];
          conflicts.push(first === undefined ? { index, position } : { index, position: null, first });
        }
        return { id, position, isNew: false };
      }
      const position = basis.head + planned.length + 1;
      const fresh = { position, identity, bytes };
      planned.push(fresh);
      newIndexes.push(index);
      byIdentity.set(identity.text, fresh);
      return { id, position, isNew: true };
    });
    if (conflicts.length > 0) throw conflict(conflicts);
    return appended;
  }

  const outcomes = group.map((batch): Outcome => {
    const before = planned.length;
    try {
      return { appended: planBatch(batch) };
    } catch (refused) {
      for (const { identity } of planned.splice(before)) byIdentity.delete(identity.text);
      return { refused };
    }
  });
  return { planned, outcomes };
}

/** Whether two texts say the same: members may be in another order, and numbers written in another way. */
function isSame(stored: Buffer, given: Buffer): boolean {
  return stored.equals(given) || isDeepStrictEqual(parseContent(stored), parseContent(given));
}

function parseContent(bytes: Buffer): unknown {
  // -0 is 0.
  return JSON.parse(bytes.toString(), (_name, value) => (value === 0 ? 0 : value));
}

/** An event of a batch that says something else than what is stored at a position, or than the `first` one of its batch. */
type Conflict =
  | { readonly index: number; readonly position: number }
  | { readonly index: number; readonly position: null; readonly first: number };

function conflict(conflicts: readonly Conflict[]): DomainError {
  const stored = conflicts.flatMap(({ position }) => position ?? []);
  const pairs = conflicts.flatMap((one) => (one.position === null ? `${one.first} and ${one.index}` : []));
  const sentences = [
    stored.length > 0 &&
      `Other content is stored under the same source and id, at position ${stored.join(', ')}.`,
    pairs.length > 0 &&
      `Events ${pairs.join(', ')} of the batch contradict each other: the same source and id, other content.`,
  ];
  const details = {
    indexes: conflicts.map(({ index }) => index),
    positions: conflicts.map(({ position }) => position),
  };
  return problems.error('event.conflict', sentences.filter(Boolean).join(' '), details);
}
