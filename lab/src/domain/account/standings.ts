import type { AccountState } from '../account-state';
import { SERVICE_NAMES, type ServiceName, type Standing } from './account-sources';

/** The services that show each kind, its owner first. */
export const SHOWN_BY = { post: ['posts', 'query'], comment: ['comments', 'query'] } as const;
export const OWNER_OF = { post: 'posts', comment: 'comments' } as const;

interface Kept {
  last: Standing | undefined;
  state: AccountState['services'][number]['state'];
  /** Increases whenever the service may have other data: what it showed before no longer counts. */
  era: number;
}

/** The last progress that each service reported. */
export class Standings {
  readonly #kept = new Map<ServiceName, Kept>(
    SERVICE_NAMES.map((name) => [name, { last: undefined, state: 'unknown', era: 1 }]),
  );

  /** True if the service may have lost data: it was away, or its position went back. */
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

  /** Records that the service may have other data. */
  renew(name: ServiceName): void {
    (this.#kept.get(name) as Kept).era += 1;
  }

  era(name: ServiceName): number {
    return (this.#kept.get(name) as Kept).era;
  }

  /** True if the service can be asked now, and has applied everything up to a position. */
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
