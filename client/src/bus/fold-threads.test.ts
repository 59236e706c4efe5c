import { summaryAt } from '../../test/summary-at';
import { foldThreads, stepsOf, tookMs } from './fold-threads';

const event = (position: number, causationid?: string, type = 'Tested') =>
  summaryAt(position, { type, ...(causationid !== undefined && { causationid }) });
const positionsOf = (...events: ReturnType<typeof event>[]) =>
  foldThreads(events).map((thread) => thread.events.map(({ position }) => position));

it('groups events that follow from one another, however they are interleaved', () => {
  const events = [event(1), event(2), event(3, 'id-1'), event(4, 'id-2'), event(5, 'id-3'), event(6)];
  expect(positionsOf(...events)).toEqual([[1, 3, 5], [2, 4], [6]]);
});

it('has one thread of events whose cause is not there', () => {
  expect(positionsOf(event(5, 'before'), event(6), event(7, 'before'), event(8, 'id-5'))).toEqual([
    [5, 7, 8],
    [6],
  ]);
});

it('takes a cause that comes after its consequence into the same thread', () => {
  expect(positionsOf(event(1, 'id-2'), event(2), event(3, 'id-2'))).toEqual([[1, 2, 3]]);
});

it('keeps events apart that have the same id by chance', () => {
  const twice = [1, 2].map((position) => summaryAt(position, { id: 'same' }));
  expect(foldThreads(twice)).toHaveLength(2);
});

describe('the steps of a thread', () => {
  const comment = (position: number, type: string, status?: string) =>
    summaryAt(position * 100, { type, causationid: 'c', data: { content: 'I like apples', status } });
  const [thread] = foldThreads([
    comment(1, 'CommentCreated'),
    comment(2, 'CommentModerated', 'rejected'),
    comment(3, 'CommentUpdated', 'rejected'),
  ]);

  it('say what happened first and what followed, merging consecutive equal steps', () => {
    expect(thread && stepsOf(thread).map(({ words, change }) => [words, change])).toEqual([
      ['Comment written', 'written'],
      ['rejected', 'rejected'],
    ]);
    expect(thread && tookMs(thread)).toBe(200);
  });

  it('name events outside the blog by their type, and are bounded', () => {
    const many = Array.from({ length: 9 }, (_, index) => event(index + 1, 'c', `Part${'ABCDEFGHI'[index]}x`));
    const [long] = foldThreads(many);
    const words = long && stepsOf(long).map((step) => step.words);
    expect(words).toEqual(['Part ax', 'part bx', 'part cx', 'part dx', 'part ex', '…']);
  });
});
