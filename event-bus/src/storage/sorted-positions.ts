import { lowerBound } from '@blog/service-kit';

/** A sorted set of positions, 8 bytes each. */
export class SortedPositions {
  readonly #positions: number[] = [];

  get lowest(): number | undefined {
    return this.#positions[0];
  }

  add(position: number): void {
    const place = this.#placeOf(position);
    if (this.#positions[place] !== position) this.#positions.splice(place, 0, position);
  }

  delete(position: number): void {
    const place = this.#placeOf(position);
    if (this.#positions[place] === position) this.#positions.splice(place, 1);
  }

  #placeOf(position: number): number {
    return lowerBound(this.#positions.length, (place) => (this.#positions[place] as number) < position);
  }
}
