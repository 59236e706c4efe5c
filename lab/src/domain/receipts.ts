import { RECEIPTS_MAX, type Receipt, type ReceiptPage } from './lab-state';

/** What was accepted, in the order of acceptance; the latest `max` are kept, by default RECEIPTS_MAX. */
export class Receipts {
  readonly #now: () => Date;
  readonly #max: number;
  /** The receipt of number n is at index n - 1 modulo `max`. */
  readonly #ring: Receipt[] = [];
  #accepted = 0;

  constructor(now: () => Date, max: number = RECEIPTS_MAX) {
    this.#now = now;
    this.#max = max;
  }

  add(accepted: Pick<Receipt, 'kind' | 'id' | 'postId'>): void {
    this.#accepted += 1;
    this.#ring[(this.#accepted - 1) % this.#max] = {
      number: this.#accepted,
      ...accepted,
      acceptedAt: this.#now().toISOString(),
    };
  }

  /** At most `limit` receipts, oldest first, whose number is greater than `after`. */
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
