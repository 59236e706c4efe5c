import type { AccountState } from '../account-state';
import { SERVICE_NAMES, type ServiceName, type Standing } from './account-sources';

/** What every kind of thing is shown by, its owner first. */
export const SHOWN_BY = { post: ['posts', 'query'], comment: ['comments', 'query'] } as const;
export const OWNER_OF = { post: 'posts', comment: 'comments' } as const;

interface Kept {
  last: Standing | undefined;
  state: AccountState['services'][number]['state'];
  /** Grows each time that the service may have become another: what it showed before says nothing any more. */
  era: number;
}

/** How each service stood when it was asked last. */
export class Standings {
  readonly #kept = new Map<ServiceName, Kept>(
    SERVICE_NAMES.map((name) => [name, { last: undefined, state: 'unknown', era: 1 }]),
  );

  /** True if the service may have lost what it had: it was away, or is not as far as it was. */
  tell(name: ServiceName, standing: Standing | undefined): boolean {
    const kept = this.#kept.get(name) as Kept;
    const { state, last } = kept;
    kept.state = standing === undefined ? 'away' : standing.isReady ? 'asked' : 'rebuilding';
    if (standing === undefined) return false;
    kept.last = standing;
    const isBack = state === 'away' || (state === 'rebuilding' && standing.isReady);
    const isBehind = last !== undefined && standing.appliedTo < last.appliedTo;
    if (!isBack && !isBehind) return false;
    kept.era += 1;
    return true;
  }

  /** Says that the service may have become another. */
  renew(name: ServiceName): void {
    (this.#kept.get(name) as Kept).era += 1;
  }

  era(name: ServiceName): number {
    return (this.#kept.get(name) as Kept).era;
  }

  /** Whether the service can be asked now, and has applied everything up to a position. */
  hasApplied(name: ServiceName, position: number): boolean {
    const { state, last } = this.#kept.get(name) as Kept;
    return state === 'asked' && last !== undefined && last.appliedTo >= position;
  }

  list(): AccountState['services'] {
    return Array.from(this.#kept, ([name, { state, last }]) => ({
      ...{ name, state },
      appliedTo: last?.appliedTo ?? null,
      outbox: last?.outbox ?? null,
    }));
  }
}
