import { type CloudEvent, makeEvent, makeReaction } from '@blog/service-kit';

/** `told before`: the log already has another event with this reaction's id, which stays. */
export type Kind = 'good' | 'refused' | 'reaction' | 'told before';

/** Events of one sequence keep their order; those of `alone` are independent. */
export const SEQUENCES = ['a', 'b', 'alone'] as const;
export type Sequence = (typeof SEQUENCES)[number];

export interface Accepted {
  readonly kind: Kind;
  readonly sequence: Sequence;
  readonly event: CloudEvent;
}

/** Events saved in one transaction, which may throw at its end. */
export interface Tx {
  readonly events: readonly Accepted[];
  readonly isThrown: boolean;
}

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const parts = { definition, source: '/model' };

/** The model: what was accepted, in transaction order. */
export class OutboxModel {
  readonly accepted: Accepted[] = [];
  /** Whether anything may have been retried, and so published later than accepted. */
  isRetried = false;
  #fixedThrough = 0;
  #made = 0;

  /** Creates an event; for a reaction also another process's event with the same cause. */
  make(kind: Kind, sequence: Sequence): Accepted & { readonly foreign: CloudEvent } {
    this.#made += 1;
    const now = Date.UTC(2026, 0, 1) + this.#made;
    const cause = { source: '/cause', id: `cause-${this.#made}`, time: new Date(now).toISOString() };
    const isReaction = kind === 'reaction' || kind === 'told before';
    const all = { ...parts, subject: sequence, data: this.#made };
    const event: CloudEvent = isReaction ? makeReaction({ ...all, cause }) : makeEvent({ ...all, now });
    return { kind, sequence, event, foreign: { ...event, data: 'foreign' } };
  }

  /** Makes the bus accept what it has refused so far. */
  fix(): void {
    this.#fixedThrough = this.accepted.length;
  }

  isRefused(id: string): boolean {
    const index = this.accepted.findIndex(({ event }) => event.id === id);
    return index >= this.#fixedThrough && this.accepted[index]?.kind === 'refused';
  }

  /** Earlier accepted events of the same sequence. */
  before({ sequence, event }: Accepted): Accepted[] {
    if (sequence === 'alone') return [];
    const index = this.accepted.findIndex((one) => one.event.id === event.id);
    return this.accepted.slice(0, index).filter((one) => one.sequence === sequence);
  }
}
