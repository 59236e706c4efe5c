import fc from 'fast-check';
import { EVENT_KINDS, kindOfEvent } from './kind-of-event';
import { MARKED_KINDS, marksOf, nextOfKind } from './marks-of';

it('marks what happened where it happened, and gathers what is close together', () => {
  const kinds = ['post', 'comment', 'rejection', 'rejection', 'approval', 'deletion'] as const;
  const { buckets, marks } = marksOf({ steps: 6, at: (step) => kinds[step - 1] ?? 'other' }, 3);
  expect(buckets).toBe(3);
  expect(marks).toEqual([
    { kind: 'post', bucket: 0, count: 1 },
    { kind: 'rejection', bucket: 1, count: 2 },
    { kind: 'deletion', bucket: 2, count: 1 },
  ]);
});

it('loses none, however many there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...EVENT_KINDS), { maxLength: 500 }),
      fc.integer({ min: 1, max: 50 }),
      (kinds, most) => {
        const { buckets, marks } = marksOf(
          { steps: kinds.length, at: (step) => kinds[step - 1] ?? 'other' },
          most,
        );
        expect(marks.every(({ bucket }) => bucket >= 0 && bucket < buckets)).toBe(true);
        for (const kind of MARKED_KINDS) {
          const counted = marks
            .filter((mark) => mark.kind === kind)
            .reduce((sum, { count }) => sum + count, 0);
          expect(counted).toBe(kinds.filter((each) => each === kind).length);
        }
      },
    ),
  );
});

it('takes a decision for what it does to a comment', () => {
  expect(kindOfEvent('CommentUpdated', 'rejected')).toBe('rejection');
  expect(kindOfEvent('CommentModerated', 'rejected')).toBe('other');
  expect(kindOfEvent('constructor', undefined)).toBe('other');
});

it('finds the next of a kind, and after the last the first', () => {
  const kinds = ['post', 'comment', 'rejection', 'post'] as const;
  const next = (kind: 'post' | 'rejection' | 'edit', after: number) =>
    nextOfKind(kind, { steps: 4, at: (step) => kinds[step - 1] ?? 'other', after });
  expect([0, 1, 3, 4].map((after) => next('post', after))).toEqual([1, 4, 4, 1]);
  expect([next('rejection', 3), next('edit', 2)]).toEqual([3, 2]);
});
