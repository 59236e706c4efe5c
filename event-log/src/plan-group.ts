import { isDeepStrictEqual } from 'node:util';
import type { DomainError } from '@blog/service-kit';
import type { Appended, NewEvent } from './event-log';
import type { Batch, Outcome } from './group-commit';
import { type Identity, identityOf } from './identity';
import { problems } from './problems';

/** An event as published, and its position. */
export interface StoredEvent {
  readonly position: number;
  readonly bytes: Buffer;
}

/** A new event to be written. */
export interface PlannedEvent extends StoredEvent {
  readonly identity: Identity;
}

/** The plan of one group of batches. */
export interface GroupPlan {
  /** The events to write, at consecutive positions after `head`. */
  readonly planned: readonly PlannedEvent[];
  /** The outcome of each batch once they are written. */
  readonly outcomes: readonly Outcome[];
}

/** The state of the log that a group is planned on. */
interface Basis {
  /** The highest position in use. */
  readonly head: number;
  /** The stored event with an identity. An error it throws refuses the batch that asked. */
  stored(identity: Identity): StoredEvent | undefined;
  /** The identity of an event, if the caller has computed it. */
  identify?(event: NewEvent): Identity;
}

/**
 * Assigns positions to a group of batches and finds duplicates, within the group and among stored events. A batch that is
 * refused (`event.conflict`) leaves no trace; the others continue.
 */
export function planGroup(group: readonly Batch[], basis: Basis): GroupPlan {
  const { identify = identityOf } = basis;
  const planned: PlannedEvent[] = [];
  const byIdentity = new Map<string, PlannedEvent>();

  function planBatch(batch: Batch): Appended[] {
    const conflicts: Conflict[] = [];
    const firstNew = basis.head + planned.length + 1;
    /** The index in the batch of each new event. */
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

/** Whether two JSON texts are equal in content: members may be in another order, numbers in another notation. */
function isSame(stored: Buffer, given: Buffer): boolean {
  return stored.equals(given) || isDeepStrictEqual(parseContent(stored), parseContent(given));
}

function parseContent(bytes: Buffer): unknown {
  // Treats -0 as 0.
  return JSON.parse(bytes.toString(), (_name, value) => (value === 0 ? 0 : value));
}

/** An event of a batch that differs from the one stored at `position`, or from event `first` of the same batch. */
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
