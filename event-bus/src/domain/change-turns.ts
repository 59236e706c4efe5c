import { type DomainError, lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';
import { clientGone, requireClient } from './require-client';

/** A client that wants a change: its address, and a signal that is aborted when it is gone. */
export interface Changer {
  readonly address: string;
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly shares: readonly [address: string];
  readonly subject: string | undefined;
  begin(): void;
  refuse(error: DomainError): void;
}

/**
 * One change at a time. Addresses take turns, however many changes each of them wants; those of one address are made in the order
 * of the calls. A change whose client is gone no longer waits. If `waitingMax` wait, the largest share gives way.
 */
export class ChangeTurns {
  readonly #waitingMax: number;
  readonly #restMsMax: number;
  #waiting: Waiter[] = [];
  #isTaken = false;

  /** After a change the next one waits for as long as the change took, at most `restMsMax`. */
  constructor(options: { waitingMax: number; restMsMax: number }) {
    this.#waitingMax = options.waitingMax;
    this.#restMsMax = options.restMsMax;
  }

  /**
   * Makes a change once it is its turn. Of the waiting changes with the same `subject` only the latest is made, in the place of
   * the first.
   * @throws DomainError `type.too_many_changes`, `type.superseded`: nothing was changed, and it may be sent again
   * @throws DomainError `request.aborted`
   */
  async take<Result>(changer: Changer & { subject?: string }, make: () => Promise<Result>): Promise<Result> {
    await this.#turn(changer);
    const beganMs = performance.now();
    try {
      return await make();
    } finally {
      const restMs = Math.min(performance.now() - beganMs, this.#restMsMax);
      setTimeout(() => this.#pass(), restMs).unref();
    }
  }

  #turn({ address, signal, subject }: Changer & { subject?: string }): Promise<void> {
    requireClient(signal);
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown) => {
        signal.removeEventListener('abort', leave);
        reject(error);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiter: Waiter = { shares: [address], subject, begin, refuse };
      const leave = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiter);
        refuse(clientGone());
      };
      this.#admit(waiter);
      signal.addEventListener('abort', leave);
      this.#serve();
    });
  }

  #admit(waiter: Waiter): void {
    const { subject } = waiter;
    const place = this.#waiting.findIndex((one) => subject !== undefined && one.subject === subject);
    if (place !== -1) {
      this.#waiting.splice(place, 1, waiter)[0]?.refuse(superseded());
      return;
    }
    if (this.#waiting.length >= this.#waitingMax) {
      const victim = lastOfLargestShare(this.#waiting, waiter);
      if (victim === undefined) throw this.#tooMany();
      this.#waiting = this.#waiting.filter((one) => one !== victim);
      victim.refuse(this.#tooMany());
    }
    this.#waiting.push(waiter);
  }

  #pass(): void {
    this.#isTaken = false;
    this.#serve();
  }

  #serve(): void {
    if (this.#isTaken) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const isOfSame = ({ shares: [address] }: Waiter) => address === next.shares[0];
    this.#waiting = [...this.#waiting.filter((one) => !isOfSame(one)), ...this.#waiting.filter(isOfSame)];
    this.#isTaken = true;
    next.begin();
  }

  #tooMany(): DomainError {
    const message = `Expected at most ${this.#waitingMax} changes to wait, and no larger share of them than others have; try again.`;
    return problems.error('type.too_many_changes', message);
  }
}

function superseded(): DomainError {
  return problems.error('type.superseded', 'Another registration of this type came while this one waited.');
}
