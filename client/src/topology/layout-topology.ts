import type { Edge } from './edge';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The edges of a service. */
interface Directions {
  readonly publishes: boolean;
  readonly listens: boolean;
}

interface ServicePlace {
  readonly box: Box;
  /** To the bus; undefined if it does not publish. */
  readonly publish: Edge | undefined;
  /** From the bus; undefined if it does not listen. */
  readonly deliver: Edge | undefined;
}

export interface TopologyLayout {
  readonly width: number;
  readonly height: number;
  readonly bus: Box;
  /** Where edges end: at the bus itself, or at a rail below it. */
  readonly rail: Box;
  readonly services: readonly ServicePlace[];
}

const BOX_HEIGHT = 104;
const GAP = 16;
const WIDE = { width: 880, boxWidth: 264, busWidth: 176, busHeightMin: 132, margin: 6 };
const NARROW = { width: 360, railWidth: 12, busHeight: 98, railX: 18, boxX: 76, margin: 4 };

/**
 * The layout of the picture. Edges are horizontal and run from a box straight to the bus, with nothing in between: with
 * enough room, services stand in a column on either side of the bus, otherwise in one column beside its rail.
 */
export function layoutTopology({
  services,
  isNarrow,
}: {
  services: readonly Directions[];
  isNarrow: boolean;
}): TopologyLayout {
  return isNarrow ? layoutNarrow(services) : layoutWide(services);
}

const columnHeight = (count: number) => count * BOX_HEIGHT + Math.max(0, count - 1) * GAP;

function layoutWide(services: readonly Directions[]): TopologyLayout {
  const { width, boxWidth, busWidth, busHeightMin, margin } = WIDE;
  const leftCount = Math.ceil(services.length / 2);
  const height = Math.max(columnHeight(leftCount), busHeightMin) + 2 * margin;
  const bus = { x: (width - busWidth) / 2, y: margin, width: busWidth, height: height - 2 * margin };
  return {
    width,
    height,
    bus,
    rail: bus,
    services: services.map((directions, index) => {
      const isLeft = index < leftCount;
      const row = isLeft ? index : index - leftCount;
      const rows = isLeft ? leftCount : services.length - leftCount;
      const box = {
        x: isLeft ? margin : width - margin - boxWidth,
        y: (height - columnHeight(rows)) / 2 + row * (BOX_HEIGHT + GAP),
        width: boxWidth,
        height: BOX_HEIGHT,
      };
      return placeOf(box, directions, isLeft ? [box.x + box.width, bus.x] : [box.x, bus.x + bus.width]);
    }),
  };
}

function layoutNarrow(services: readonly Directions[]): TopologyLayout {
  const { width, railWidth, busHeight, railX, boxX, margin } = NARROW;
  const bus = { x: margin, y: margin, width: width - 2 * margin, height: busHeight };
  const top = bus.y + bus.height + GAP;
  const bottom = services.length === 0 ? bus.y + bus.height : top + columnHeight(services.length);
  const railTop = bus.y + bus.height;
  const rail = { x: railX, y: railTop, width: railWidth, height: Math.max(0, bottom - railTop) };
  return {
    width,
    height: bottom + margin,
    bus,
    rail,
    services: services.map((directions, index) => {
      const y = top + index * (BOX_HEIGHT + GAP);
      const box = { x: boxX, y, width: width - margin - boxX, height: BOX_HEIGHT };
      return placeOf(box, directions, [box.x, rail.x + rail.width]);
    }),
  };
}

/** `ends`: where an edge leaves the box and where it meets the bus. The publishing edge is above the delivering one. */
function placeOf(box: Box, { publishes, listens }: Directions, ends: [number, number]): ServicePlace {
  const isBoth = publishes && listens;
  const at = (share: number) => box.y + box.height * (isBoth ? share : 0.5);
  const [own, bus] = ends;
  return {
    box,
    publish: publishes ? level(at(0.36), own, bus) : undefined,
    deliver: listens ? level(at(0.64), bus, own) : undefined,
  };
}

function level(y: number, from: number, to: number): Edge {
  const middle = (from + to) / 2;
  return { start: { x: from, y }, startPull: { x: middle, y }, endPull: { x: middle, y }, end: { x: to, y } };
}
