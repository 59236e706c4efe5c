import { edgePath, pointOnEdge } from './edge';
import { type Box, layoutTopology } from './layout-topology';
import { NODES_MAX } from './service-nodes';

const SAMPLES = 64;
const KINDS = [
  { publishes: true, listens: true },
  { publishes: true, listens: false },
  { publishes: false, listens: true },
];

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = ({ x, y }: { x: number; y: number }, box: Box) =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
const onBorder = ({ x, y }: { x: number; y: number }, box: Box) =>
  (x === box.x || x === box.x + box.width) && y >= box.y && y <= box.y + box.height;

/** All mixes of kinds would be 3^12; these have each kind at each place. */
const mixes = (count: number) =>
  KINDS.map((_kind, shift) =>
    Array.from({ length: count }, (_, index) => KINDS[(index + shift) % KINDS.length] as (typeof KINDS)[0]),
  );

describe.each([
  ['wide', false],
  ['narrow', true],
])('on a %s screen', (_name, isNarrow) => {
  const layouts = Array.from({ length: NODES_MAX + 1 }, (_, count) => mixes(count))
    .flat()
    .map((services) => ({ services, layout: layoutTopology({ services, isNarrow }) }));

  it('all stand apart, inside the picture', () => {
    for (const { services, layout } of layouts) {
      const boxes = [layout.bus, ...layout.services.map(({ box }) => box)];
      expect(boxes).toHaveLength(services.length + 1);
      if (layout.rail !== layout.bus) boxes.push(layout.rail);
      for (const [index, box] of boxes.entries()) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
        for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
      }
    }
  });

  it('no edge crosses a box, wherever one looks along it', () => {
    let crossings = 0;
    for (const { layout } of layouts) {
      const boxes = [layout.bus, layout.rail, ...layout.services.map(({ box }) => box)];
      for (const edge of layout.services.flatMap(({ publish, deliver }) => [publish, deliver])) {
        if (edge === undefined) continue;
        for (let sample = 0; sample <= SAMPLES; sample += 1) {
          const point = pointOnEdge(edge, sample / SAMPLES);
          if (boxes.some((box) => isInside(point, box))) crossings += 1;
        }
      }
    }
    expect(crossings).toBe(0);
  });

  it('no two edges meet', () => {
    for (const { layout } of layouts) {
      const starts = layout.services
        .flatMap(({ publish, deliver }) => [publish, deliver])
        .filter((edge) => edge !== undefined)
        .map(({ start, end }) => `${Math.min(start.x, end.x)} ${start.y} ${end.y}`);
      expect(new Set(starts).size).toBe(starts.length);
    }
  });

  it('leads from each that publishes to the bus, and from the bus to each that listens', () => {
    for (const { services, layout } of layouts) {
      for (const [index, { publishes, listens }] of services.entries()) {
        const { box, publish, deliver } = layout.services[index] ?? {};
        expect({ publishes: publish !== undefined, listens: deliver !== undefined }).toEqual({
          publishes,
          listens,
        });
        for (const [edge, from, to] of [
          [publish, box, layout.rail],
          [deliver, layout.rail, box],
        ] as const) {
          if (edge === undefined || from === undefined || to === undefined) continue;
          expect(onBorder(edge.start, from)).toBe(true);
          expect(onBorder(edge.end, to)).toBe(true);
        }
      }
    }
  });
});

it('goes along an edge from its start to its end', () => {
  const edge = {
    start: { x: 0, y: 0 },
    startPull: { x: 5, y: 0 },
    endPull: { x: 5, y: 10 },
    end: { x: 10, y: 10 },
  };
  expect([0, 0.5, 1].map((share) => pointOnEdge(edge, share))).toEqual([
    { x: 0, y: 0 },
    { x: 5, y: 5 },
    { x: 10, y: 10 },
  ]);
  expect(edgePath(edge)).toBe('M0 0C5 0 5 10 10 10');
});
