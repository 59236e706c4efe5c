import type { ReceiptReport } from './account-state';
import { RECEIPTS_MAX, type Receipt, type ReceiptPage } from './lab-state';

/** Receipts of the load and the page, in order of acceptance; the latest `max` are kept, by default RECEIPTS_MAX. */
export class Receipts {
  readonly #now: () => Date;
  readonly #max: number;
  readonly #onAdd: (accepted: ReceiptReport) => void;
  /** The receipt of number n is at index n - 1 modulo `max`. */
  readonly #ring: Receipt[] = [];
  #accepted = 0;

  /** `onAdd` is called with each, immediately. */
  constructor(options: { now: () => Date; max?: number; onAdd?: (accepted: ReceiptReport) => void }) {
    const { now, max = RECEIPTS_MAX, onAdd = () => {} } = options;
    this.#now = now;
    this.#max = max;
    this.#onAdd = onAdd;
  }

  add(accepted: ReceiptReport, by: Receipt['by']): void {
    this.#accepted += 1;
    this.#ring[(this.#accepted - 1) % this.#max] = {
      number: this.#accepted,
      ...accepted,
      by,
      acceptedAt: this.#now().toISOString(),
    };
    this.#onAdd(accepted);
  }

  /** At most `limit` receipts with a number greater than `after`, oldest first. */
  page({ after, limit }: { after: number; limit: number }): Omit<ReceiptPage, 'underWay'> {
    const accepted = this.#accepted;
    const forgottenUpTo = Math.max(0, accepted - this.#max);
    const first = Math.max(after, forgottenUpTo);
    const count = Math.max(0, Math.min(limit, accepted - first));
    const receipts = Array.from(
      { length: count },
      (_, index) => this.#ring[(first + index) % this.#max] as Receipt,
    );
    return { receipts, next: Math.max(after, first + count), accepted, forgottenUpTo };
  }
}
