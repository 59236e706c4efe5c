export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve between two boxes (a cubic Bézier). */
export interface Edge {
  readonly start: Point;
  readonly startPull: Point;
  readonly endPull: Point;
  readonly end: Point;
}

/** An edge as the `d` of an SVG path. */
export function edgePath({ start, startPull, endPull, end }: Edge): string {
  return `M${start.x} ${start.y}C${startPull.x} ${startPull.y} ${endPull.x} ${endPull.y} ${end.x} ${end.y}`;
}

/** The point at `share` of an edge's length, from 0 to 1. */
export function pointOnEdge({ start, startPull, endPull, end }: Edge, share: number): Point {
  const rest = 1 - share;
  const at = (a: number, b: number, c: number, d: number) =>
    rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d;
  return {
    x: at(start.x, startPull.x, endPull.x, end.x),
    y: at(start.y, startPull.y, endPull.y, end.y),
  };
}
