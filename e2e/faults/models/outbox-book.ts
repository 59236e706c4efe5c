import { type CloudEvent, makeEvent, makeReaction } from '@blog/service-kit';

/** `told before`: the log has another event under this reaction's id, which stands. */
export type Kind = 'good' | 'refused' | 'reaction' | 'told before';

export interface Accepted {
  readonly kind: Kind;
  readonly event: CloudEvent;
}

/** Events that are saved in one transaction; it may throw at its end. */
export interface Tx {
  readonly events: readonly Accepted[];
  readonly isThrown: boolean;
}

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const parts = { definition, source: '/model', subject: 's' };

/** What was accepted, in the order of the transactions: the model. */
export class OutboxModel {
  readonly accepted: Accepted[] = [];
  #mendedThrough = 0;
  #made = 0;

  /** Makes an event; of a reaction also what another made of the same cause. */
  make(kind: Kind): Accepted & { readonly foreign: CloudEvent } {
    this.#made += 1;
    const now = Date.UTC(2026, 0, 1) + this.#made;
    const cause = { source: '/cause', id: `cause-${this.#made}`, time: new Date(now).toISOString() };
    const isReaction = kind === 'reaction' || kind === 'told before';
    const event: CloudEvent = isReaction
      ? makeReaction({ ...parts, data: this.#made, cause })
      : makeEvent({ ...parts, data: this.#made, now });
    return { kind, event, foreign: { ...event, data: 'foreign' } };
  }

  /** From now on the bus takes what it refused so far. */
  mend(): void {
    this.#mendedThrough = this.accepted.length;
  }

  isRefused(id: string): boolean {
    const index = this.accepted.findIndex(({ event }) => event.id === id);
    return index >= this.#mendedThrough && this.accepted[index]?.kind === 'refused';
  }

  /** How many of the accepted ones come before the first that the bus refuses. */
  get untilRefused(): number {
    const index = this.accepted.findIndex(({ event }) => this.isRefused(event.id));
    return index === -1 ? this.accepted.length : index;
  }

  /** What the bus must have once it has everything up to the first that it refuses. */
  get due(): string[] {
    const sent = this.accepted.slice(0, this.untilRefused);
    return sent.filter(({ kind }) => kind !== 'told before').map(({ event }) => event.id);
  }
}
