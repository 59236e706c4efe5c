import { type Box, edgePath, layoutTopology, pointOnEdge } from './layout-topology';

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each([
  ['wide', false],
  ['narrow', true],
])('on a %s screen', (_name, isNarrow) => {
  it.each([
    [0, 0],
    [3, 4],
    [1, 12],
    [9, 1],
    [20, 20],
  ])('%d publishers and %d subscribers stand apart, inside the picture', (publishers, subscribers) => {
    const layout = layoutTopology({ publishers, subscribers, isNarrow });
    const boxes = [...layout.publishers, ...layout.subscribers].map(({ box }) => box).concat(layout.bus);
    expect(boxes).toHaveLength(publishers + subscribers + 1);
    for (const [index, box] of boxes.entries()) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
      expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
      for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
    }
  });

  it('leads edges from publishers to the bus and from the bus to subscribers', () => {
    const { bus, publishers, subscribers } = layoutTopology({ publishers: 1, subscribers: 1, isNarrow });
    const onBorder = ({ x, y }: { x: number; y: number }, box: Box) =>
      x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    expect(onBorder(publishers[0]?.edge.end ?? { x: -1, y: -1 }, bus)).toBe(true);
    expect(onBorder(subscribers[0]?.edge.start ?? { x: -1, y: -1 }, bus)).toBe(true);
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
