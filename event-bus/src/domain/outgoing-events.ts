import type { EventRecord } from '@blog/event-log';
import type { ByteLease } from '@blog/service-kit';

/**
 * Events on their way to a subscriber. They take their bytes from a budget until they were sent: a subscriber that does not
 * answer must not keep them in memory.
 */
export class OutgoingEvents {
  readonly positions: readonly number[];
  #records: readonly EventRecord[];
  readonly #lease: ByteLease;

  /** `lease` has room for them, perhaps more. They are copied: a block must not be kept in memory for one of its events. */
  constructor(records: readonly EventRecord[], lease: ByteLease) {
    this.positions = records.map(({ position }) => position);
    this.#records = records.map(({ position, bytes }) => ({ position, bytes: Buffer.from(bytes) }));
    this.#lease = lease;
    lease.shrink(records.reduce((sum, { bytes }) => sum + bytes.length, 0));
  }

  /** Empty once they were released. */
  get records(): readonly EventRecord[] {
    return this.#records;
  }

  /** From now on the delivery can be made to give way if room is short and the subscriber does not take them. */
  offer(giveWay: () => void): void {
    this.#lease.offer({ movedBytes: () => 0, giveWay });
  }

  letGo(): void {
    this.#records = [];
    this.#lease.release();
  }
}
