export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A curve from one box to another (a cubic Bézier). */
export interface Edge {
  readonly start: Point;
  readonly startPull: Point;
  readonly endPull: Point;
  readonly end: Point;
}

export interface TopologyLayout {
  readonly width: number;
  readonly height: number;
  readonly bus: Box;
  readonly publishers: readonly { readonly box: Box; readonly edge: Edge }[];
  readonly subscribers: readonly { readonly box: Box; readonly edge: Edge }[];
}

const WIDE = {
  width: 960,
  box: { width: 200, height: 68 },
  bus: { width: 190, height: 120 },
  gap: 20,
  margin: 12,
};
const NARROW = {
  width: 360,
  box: { width: 168, height: 68 },
  bus: { width: 200, height: 84 },
  gap: 16,
  margin: 6,
};

/** Where everything stands: from left to right where there is room, else from top to bottom. */
export function layoutTopology(counts: {
  publishers: number;
  subscribers: number;
  isNarrow: boolean;
}): TopologyLayout {
  return counts.isNarrow ? layoutDown(counts) : layoutAcross(counts);
}

function layoutAcross({
  publishers,
  subscribers,
}: {
  publishers: number;
  subscribers: number;
}): TopologyLayout {
  const { width, box, bus: busSize, gap, margin } = WIDE;
  const heightOf = (count: number) => count * box.height + Math.max(0, count - 1) * gap;
  const height = Math.max(heightOf(publishers), heightOf(subscribers), busSize.height) + 2 * margin;
  const column = (count: number, x: number): Box[] =>
    Array.from({ length: count }, (_, index) => ({
      ...box,
      x,
      y: (height - heightOf(count)) / 2 + index * (box.height + gap),
    }));
  const bus = { ...busSize, x: (width - busSize.width) / 2, y: (height - busSize.height) / 2 };
  const busLeft = { x: bus.x, y: height / 2 };
  const busRight = { x: bus.x + bus.width, y: height / 2 };
  return {
    width,
    height,
    bus,
    publishers: column(publishers, margin).map((each) => ({
      box: each,
      edge: across({ x: each.x + each.width, y: each.y + each.height / 2 }, busLeft),
    })),
    subscribers: column(subscribers, width - margin - box.width).map((each) => ({
      box: each,
      edge: across(busRight, { x: each.x, y: each.y + each.height / 2 }),
    })),
  };
}

function layoutDown({
  publishers,
  subscribers,
}: {
  publishers: number;
  subscribers: number;
}): TopologyLayout {
  const { width, box, bus: busSize, gap, margin } = NARROW;
  const space = 56;
  const rowsOf = (count: number) => Math.ceil(count / 2);
  const grid = (count: number, top: number): Box[] =>
    Array.from({ length: count }, (_, index) => ({
      ...box,
      x: index % 2 === 0 ? margin : width - margin - box.width,
      y: top + Math.floor(index / 2) * (box.height + gap),
    }));
  const busY = margin + rowsOf(publishers) * (box.height + gap) - gap + space;
  const bus = { ...busSize, x: (width - busSize.width) / 2, y: busY };
  const subscribersY = bus.y + bus.height + space;
  const busTop = { x: width / 2, y: bus.y };
  const busBottom = { x: width / 2, y: bus.y + bus.height };
  return {
    width,
    height: subscribersY + rowsOf(subscribers) * (box.height + gap) - gap + margin,
    bus,
    publishers: grid(publishers, margin).map((each) => ({
      box: each,
      edge: down({ x: each.x + each.width / 2, y: each.y + each.height }, busTop),
    })),
    subscribers: grid(subscribers, subscribersY).map((each) => ({
      box: each,
      edge: down(busBottom, { x: each.x + each.width / 2, y: each.y }),
    })),
  };
}

function across(start: Point, end: Point): Edge {
  const middle = (start.x + end.x) / 2;
  return { start, startPull: { x: middle, y: start.y }, endPull: { x: middle, y: end.y }, end };
}

function down(start: Point, end: Point): Edge {
  const middle = (start.y + end.y) / 2;
  return { start, startPull: { x: start.x, y: middle }, endPull: { x: end.x, y: middle }, end };
}

/** An edge as the `d` of an SVG path. */
export function edgePath({ start, startPull, endPull, end }: Edge): string {
  return `M${start.x} ${start.y}C${startPull.x} ${startPull.y} ${endPull.x} ${endPull.y} ${end.x} ${end.y}`;
}

/** The point of an edge at `share` of its way, from 0 to 1. */
export function pointOnEdge({ start, startPull, endPull, end }: Edge, share: number): Point {
  const rest = 1 - share;
  const at = (a: number, b: number, c: number, d: number) =>
    rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d;
  return {
    x: at(start.x, startPull.x, endPull.x, end.x),
    y: at(start.y, startPull.y, endPull.y, end.y),
  };
}
