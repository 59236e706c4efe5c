import { v5, v7 } from 'uuid';

/** The namespace of reactions' ids. It must never change, or a replay would make every reaction a second time. */
const REACTIONS = '5f0c3a52-5d0e-4b7e-9c53-0d3c8f7f1a10';
/** The namespace of ids derived from an Idempotency-Key. It must never change either. */
const KEYS = '9a0b6b0e-6c4f-4f0a-8a43-1f5d0c2e7b64';

/** A new id: UUIDv7 (RFC 9562), so ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/**
 * The id of the event of type `type` that is the reaction to `cause`: UUIDv5 (RFC 9562), always the same for the
 * same cause. So a replay cannot react twice.
 */
export function reactionId(cause: { source: string; id: string }, type: string): string {
  return v5(JSON.stringify([cause.source, cause.id, type]), REACTIONS);
}

/** The id of what is created with an Idempotency-Key: UUIDv5, the same for the same key. */
export function keyedId(key: string): string {
  return v5(key, KEYS);
}
