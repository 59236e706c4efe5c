import type { DomainError } from './domain-error';
import { keyReused } from './idempotency-key';
import { problems } from './problems';
import type { Store, Table } from './store';

/** How long an answer is kept for its key. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Beyond this, the oldest is removed before its time. */
const KEYS_MAX = 100_000;
/** Expired answers removed with each one added, so that there are never more than were added in a day. */
const SWEPT_MAX = 4;

/** The answer to a request that creates something, always 201. */
export interface CreatedAnswer<Body = unknown> {
  /** The path of what was created. */
  readonly path: string;
  readonly tag: string;
  readonly body: Body;
}

/** A request that may be repeated: its Idempotency-Key, and a fingerprint that tells it from any other request. */
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
 * The answers to requests with an Idempotency-Key, kept for a day and stored in the transaction that creates the thing: a client
 * that got no answer may repeat its request, and nothing is created twice. Only the answers of successful requests are kept: a
 * request that was refused is tried again.
 */
export class KeptAnswers {
  readonly #answers: Table<Kept>;
  /** The keys of the answers by age. */
  readonly #ages: Table<true, [keptAt: number, key: string]>;
  readonly #now: () => number;
  readonly #keysMax: number;
  /** The fingerprints of requests under way. */
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
   * transaction that creates the thing.
   * @throws DomainError `idempotency.key_reused`  another request has, or had, this key
   * @throws DomainError `idempotency.under_way`  the first request with this key has no answer yet
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
    // The fingerprint is equal, so this route made it.
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
      // The transaction may have been rolled back.
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
      // An expired key may have been used again.
      if (this.#answers.get(key)?.keptAt === keptAt) void this.#answers.remove(key);
    }
  }
}

function underWay(key: string): DomainError {
  const message = `The first request with the Idempotency-Key ${key} has no answer yet; try again.`;
  return problems.error('idempotency.under_way', message);
}
