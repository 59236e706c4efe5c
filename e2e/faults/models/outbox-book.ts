import { type CloudEvent, makeEvent, makeReaction } from '@blog/service-kit';

/** `told before`: the log has another event under this reaction's id, which stands. */
export type Kind = 'good' | 'refused' | 'reaction' | 'told before';

/** The events of one keep their order; those of `alone` stand alone. */
export const SEQUENCES = ['a', 'b', 'alone'] as const;
export type Sequence = (typeof SEQUENCES)[number];

export interface Accepted {
  readonly kind: Kind;
  readonly sequence: Sequence;
  readonly event: CloudEvent;
}

/** Events that are saved in one transaction; it may throw at its end. */
export interface Tx {
  readonly events: readonly Accepted[];
  readonly isThrown: boolean;
}

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const parts = { definition, source: '/model' };

/** What was accepted, in the order of the transactions: the model. */
export class OutboxModel {
  readonly accepted: Accepted[] = [];
  /** Whether anything may have been retried, and so published later than it was accepted. */
  isRetried = false;
  #mendedThrough = 0;
  #made = 0;

  /** Makes an event; of a reaction also what another made of the same cause. */
  make(kind: Kind, sequence: Sequence): Accepted & { readonly foreign: CloudEvent } {
    this.#made += 1;
    const now = Date.UTC(2026, 0, 1) + this.#made;
    const cause = { source: '/cause', id: `cause-${this.#made}`, time: new Date(now).toISOString() };
    const isReaction = kind === 'reaction' || kind === 'told before';
    const all = { ...parts, subject: sequence, data: this.#made };
    const event: CloudEvent = isReaction ? makeReaction({ ...all, cause }) : makeEvent({ ...all, now });
    return { kind, sequence, event, foreign: { ...event, data: 'foreign' } };
  }

  /** From now on the bus takes what it refused so far. */
  mend(): void {
    this.#mendedThrough = this.accepted.length;
  }

  isRefused(id: string): boolean {
    const index = this.accepted.findIndex(({ event }) => event.id === id);
    return index >= this.#mendedThrough && this.accepted[index]?.kind === 'refused';
  }

  /** Those accepted before an event that belong to its sequence. */
  before({ sequence, event }: Accepted): Accepted[] {
    if (sequence === 'alone') return [];
    const index = this.accepted.findIndex((one) => one.event.id === event.id);
    return this.accepted.slice(0, index).filter((one) => one.sequence === sequence);
  }
}
