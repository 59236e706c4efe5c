import { describeEvent } from '@blog/contracts/describe-event';
import { buildChain, type ChainEvent } from './build-chain';

function event(position: number, causationid?: string, storedMs = position * 10): ChainEvent {
  return {
    position,
    id: `id-${position}`,
    type: `Type${position}`,
    source: '/test',
    told: describeEvent({ type: `Type${position}` }),
    storedtime: new Date(storedMs).toISOString(),
    ...(causationid !== undefined && { causationid }),
  };
}

const outline = (events: readonly ChainEvent[], position: number) =>
  buildChain(events, position).links.map(({ event: { position: at }, depth, tookMs }) => [at, depth, tookMs]);

it('goes from the first cause to the last consequence, wherever it is entered, with the time between storing', () => {
  const events = [event(1), event(4, 'id-1', 47), event(9, 'id-4', 60), event(5)];
  const whole = [
    [1, 0, undefined],
    [4, 1, 37],
    [9, 2, 13],
  ];
  for (const position of [1, 4, 9]) expect(outline(events, position)).toEqual(whole);
  expect(buildChain(events, 9).links[2]?.cause).toBe(events[1]);
});

it('puts each consequence before the next, older first, and its own right after it', () => {
  const events = [event(6, 'id-1'), event(3, 'id-2'), event(2, 'id-1'), event(1)];
  expect(outline(events, 6).map(([position, depth]) => [position, depth])).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
    [6, 1],
  ]);
});

it('is the event alone if nothing caused it and nothing followed', () => {
  const chain = buildChain([event(1), event(2)], 2);
  expect(chain).toEqual({
    links: [{ event: event(2), cause: undefined, tookMs: undefined, depth: 0 }],
    missingCause: undefined,
  });
});

it('names a cause that is not among the events', () => {
  const chain = buildChain([event(7, 'elsewhere'), event(8, 'id-7')], 8);
  expect(chain.missingCause).toBe('elsewhere');
  expect(chain.links.map((link) => link.event.position)).toEqual([7, 8]);
});

it('passes every event of a cycle once', () => {
  expect(outline([event(1, 'id-3'), event(2, 'id-1'), event(3, 'id-2')], 2)).toHaveLength(3);
  expect(outline([event(1, 'id-1')], 1)).toEqual([[1, 0, undefined]]);
});

it('says 0 ms for a consequence stored by a clock that was behind', () => {
  expect(outline([event(1, undefined, 50), event(2, 'id-1', 20)], 1)[1]).toEqual([2, 1, 0]);
});

it('follows a chain that is longer than a stack', () => {
  const events = Array.from({ length: 20_000 }, (_, index) => event(index + 1, `id-${index}`));
  expect(outline(events, 20_000)).toHaveLength(20_000);
});

it('is empty for a position that is not among the events', () => {
  expect(buildChain([event(1)], 2).links).toEqual([]);
});
