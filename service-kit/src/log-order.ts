import type { Store, Table } from './store';

/** Above every position: places of things that are not in the log yet. */
const UNPLACED_FIRST = 2 ** 52;

type ScopedPlace = [scope: string, place: number];
type ScopedId = [scope: string, id: string];

/**
 * The order in which things were created: that of the log, by the position of the first event about each. Things that are not
 * in the log yet come after all others, in the order in which they were created here. No clock is used, so a rebuild, another
 * service and another machine list them in the same order. All changes are made inside a transaction of the store.
 */
export class LogOrder {
  readonly #listed: Table<string, ScopedPlace>;
  readonly #places: Table<number, ScopedId>;

  /** `name` is the beginning of the tables' names. */
  constructor(store: Store, name: string) {
    this.#listed = store.table(`${name}-order`);
    this.#places = store.table(`${name}-places`);
  }

  /**
   * Gives a thing its place in its scope, once; `position` is that of an event about it. A thing that is not listed keeps its
   * place.
   */
  put(thing: { scope: string; id: string; position: number | undefined; isListed: boolean }): void {
    const { scope, id, position, isListed } = thing;
    const known = this.#places.get([scope, id]);
    const isFinal = known !== undefined && (position === undefined || known < UNPLACED_FIRST);
    const place = isFinal ? known : (position ?? this.#nextUnplaced(scope));
    if (!isFinal) void this.#places.put([scope, id], place);
    if (known !== undefined && (place !== known || !isListed) && this.#listed.get([scope, known]) === id) {
      void this.#listed.remove([scope, known]);
    }
    if (isListed && (place !== known || this.#listed.get([scope, place]) !== id)) {
      void this.#listed.put([scope, place], id);
    }
  }

  /** The `limit` newest ids of a scope that are older than `before`, newest first; undefined if `before` is unknown. */
  newest(page: { scope: string; limit: number; before?: string | undefined }): string[] | undefined {
    const { scope, limit, before } = page;
    const place = before === undefined ? Number.MAX_SAFE_INTEGER : this.#places.get([scope, before]);
    if (place === undefined) return undefined;
    const range = this.#listed.getRange({
      start: [scope, place],
      exclusiveStart: true,
      end: [scope, -Number.MAX_SAFE_INTEGER],
      reverse: true,
      limit,
    });
    return Array.from(range, ({ value }) => value);
  }

  /** The position of the first event about a thing; undefined until that event was read from the log. */
  position(scope: string, id: string): number | undefined {
    const place = this.#places.get([scope, id]);
    return place !== undefined && place > 0 && place < UNPLACED_FIRST ? place : undefined;
  }

  /** Puts things for which an earlier build kept no place before all others, in this order. */
  adopt(scope: string, ids: readonly string[]): void {
    const unknown = ids.filter((id) => this.#places.get([scope, id]) === undefined);
    for (const [index, id] of unknown.entries()) {
      this.put({ scope, id, position: index - unknown.length, isListed: true });
    }
  }

  #nextUnplaced(scope: string): number {
    const [last] = this.#listed.getRange({
      start: [scope, Number.MAX_SAFE_INTEGER],
      end: [scope, UNPLACED_FIRST - 1],
      reverse: true,
      limit: 1,
    });
    return last === undefined ? UNPLACED_FIRST : last.key[1] + 1;
  }
}
