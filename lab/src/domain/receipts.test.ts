import { Receipts } from './receipts';

const receiptsUnderTest = (count: number, max?: number) => {
  const receipts = new Receipts({ now: () => new Date(0), ...(max !== undefined && { max }) });
  for (let n = 1; n <= count; n += 1) receipts.add({ kind: 'post', id: `p${n}` }, 'load');
  return receipts;
};
const numbers =
  (...page: Parameters<Receipts['page']>) =>
  (receipts: Receipts) =>
    receipts.page(...page).receipts.map(({ number }) => number);

it('gives every receipt once to a reader of consecutive pages, even those that arrive between pages', () => {
  const receipts = receiptsUnderTest(5);
  const first = receipts.page({ after: 0, limit: 3 });
  expect(first).toMatchObject({ next: 3, accepted: 5, forgottenUpTo: 0 });
  expect(first.receipts.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3']);
  receipts.add({ kind: 'comment', id: 'c6', postId: 'p1' }, 'page');
  const second = receipts.page({ after: first.next, limit: 100 });
  expect(second.receipts.map(({ id }) => id)).toEqual(['p4', 'p5', 'c6']);
  expect(receipts.page({ after: second.next, limit: 100 })).toMatchObject({ receipts: [], next: 6 });
});

it('forgets the oldest beyond its bound, and says so', () => {
  const receipts = receiptsUnderTest(25, 10);
  expect(numbers({ after: 0, limit: 100 })(receipts)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  expect(receipts.page({ after: 3, limit: 2 })).toMatchObject({ next: 17, accepted: 25, forgottenUpTo: 15 });
  expect(receipts.page({ after: 99, limit: 2 })).toMatchObject({ receipts: [], next: 99 });
});
