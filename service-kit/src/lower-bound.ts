/** The first of the places 0 to `length` that does not lie before what is looked for: all that do are together in front. */
export function lowerBound(length: number, liesBefore: (place: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (liesBefore(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
