import fc from 'fast-check';
import { SortedPositions } from './sorted-positions';

it('has each position once, and the lowest at hand, in whatever order they come and go', () => {
  const change = fc.tuple(fc.constantFrom('add' as const, 'delete' as const), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const positions = new SortedPositions();
      const expected = new Set<number>();
      for (const [kind, position] of changes) {
        positions[kind](position);
        expected[kind](position);
        const lowest = expected.size === 0 ? undefined : Math.min(...expected);
        expect(positions.lowest).toBe(lowest);
      }
    }),
  );
});
