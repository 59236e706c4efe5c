import type { DomainError } from './domain-error';
import { keyReused } from './idempotency-key';
import { problems } from './problems';
import type { Store, Table } from './store';

/** How long an answer is kept under its key. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** For one more, the oldest goes before its time. */
const KEYS_MAX = 100_000;
/** Of those whose time is over: so many go with each that is added, so that there are never more than were added in a day. */
const SWEPT_MAX = 4;

/** What a request that makes something is answered, always with 201. */
export interface CreatedAnswer<Body = unknown> {
  /** The path of what was made. */
  readonly path: string;
  readonly tag: string;
  readonly body: Body;
}

/** A request that may come again: its Idempotency-Key, and what tells it from any other. */
export interface KeyedRequest {
  readonly key: string;
  readonly fingerprint: string;
}

interface Kept {
  readonly fingerprint: string;
  readonly answer: CreatedAnswer;
  readonly keptAt: number;
}

/**
 * The answers of requests that came with an Idempotency-Key, kept for a day in the transaction that makes the thing: so
 * whoever got no answer, for whatever reason, may send the same again, and nothing is made twice. Only what was made is kept:
 * a request that was refused is looked at anew.
 */
export class KeptAnswers {
  readonly #answers: Table<Kept>;
  /** The same by age. */
  readonly #ages: Table<true, [keptAt: number, key: string]>;
  readonly #now: () => number;
  readonly #keysMax: number;
  /** The fingerprints of requests that are being worked on. */
  readonly #underWay = new Map<string, string>();
  #count: number;

  constructor(options: { store: Store; now: () => number; keysMax?: number }) {
    const { store, now, keysMax = KEYS_MAX } = options;
    this.#answers = store.table('kept-answers');
    this.#ages = store.table('kept-answer-ages');
    this.#now = now;
    this.#keysMax = keysMax;
    this.#count = this.#ages.getKeysCount();
  }

  /**
   * Resolves with the answer that was kept for this request, or else with that of `make`, which calls `keep` in the
   * transaction that makes the thing.
   * @throws DomainError `idempotency.key_reused`  another request has, or had, this key
   * @throws DomainError `idempotency.under_way`  the first one with this key has no answer yet
   * @throws what `make` throws
   */
  async once<Body>(
    { key, fingerprint }: KeyedRequest,
    make: (keep: (answer: CreatedAnswer<Body>) => void) => Promise<CreatedAnswer<Body>>,
  ): Promise<CreatedAnswer<Body>> {
    const kept = this.#answers.get(key);
    const known = kept !== undefined && kept.keptAt > this.#now() - KEPT_MS ? kept : undefined;
    const first = known?.fingerprint ?? this.#underWay.get(key);
    if (first !== undefined && first !== fingerprint) throw keyReused(key);
    // The fingerprint says that it was this route that made it.
    if (known !== undefined) return known.answer as CreatedAnswer<Body>;
    if (first !== undefined) throw underWay(key);
    this.#underWay.set(key, fingerprint);
    let isKept = false;
    try {
      return await make((answer) => {
        isKept = true;
        this.#keep(key, { fingerprint, answer, keptAt: this.#now() });
      });
    } catch (error) {
      // The transaction may have been undone.
      if (isKept) this.#count = this.#ages.getKeysCount();
      throw error;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keep(key: string, kept: Kept): void {
    void this.#answers.put(key, kept);
    void this.#ages.put([kept.keptAt, key], true);
    this.#count += 1;
    this.#sweep();
  }

  #sweep(): void {
    const oldest = Array.from(this.#ages.getKeys({ limit: SWEPT_MAX }));
    for (const age of oldest) {
      const [keptAt, key] = age;
      if (keptAt > this.#now() - KEPT_MS && this.#count <= this.#keysMax) return;
      void this.#ages.remove(age);
      this.#count -= 1;
      // After its time a key may have been used once more.
      if (this.#answers.get(key)?.keptAt === keptAt) void this.#answers.remove(key);
    }
  }
}

function underWay(key: string): DomainError {
  const message = `The first request with the Idempotency-Key ${key} has no answer yet; try again.`;
  return problems.error('idempotency.under_way', message);
}
