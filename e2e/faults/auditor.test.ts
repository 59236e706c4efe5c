import { auditLog, auditReader, auditState, type Entry } from './auditor';
import { describeTally, isClean } from './tally';

const entry = (position: number, id = `e${position}`, source = '/p') => ({ position, source, id });
const log = [entry(1), entry(2), entry(3), entry(4)];
const acknowledged = log.map((item, index) => ({ ...item, sequence: index + 1 }));

describe('the audit of the log', () => {
  it('finds nothing when everything acknowledged is where it was said to be', () => {
    expect(isClean(auditLog({ acknowledged, log }))).toBe(true);
    expect(isClean(auditLog({ acknowledged: acknowledged.slice(1, 3), log }))).toBe(true);
  });

  it.each<[string, readonly Entry[], readonly (Entry & { sequence: number })[], object]>([
    ['an acknowledged event that is missing', log.slice(0, 3), acknowledged, { lost: 1 }],
    ['an event that is stored twice', [...log, entry(5, 'e2')], acknowledged, { duplicated: 1 }],
    ['a gap', [...log.slice(0, 3), entry(5)], acknowledged.slice(0, 3), { reordered: 1 }],
    [
      'an acknowledged event that moved',
      [entry(1), entry(2, 'e3'), entry(3, 'e2')],
      acknowledged.slice(0, 3),
      { reordered: 2 },
    ],
    [
      'events of one source in another order than they were sent',
      log,
      [
        { ...entry(2), sequence: 1 },
        { ...entry(1), sequence: 2 },
      ],
      { reordered: 1 },
    ],
  ])('counts %s', (_what, stored, told, expected) => {
    const found = auditLog({ acknowledged: told, log: stored });
    expect(found).toMatchObject({ lost: 0, duplicated: 0, reordered: 0, ...expected });
    expect(isClean(found)).toBe(false);
  });
});

describe('the audit of a reader', () => {
  const audit = (
    seen: readonly Entry[],
    more: {
      after?: number;
      through?: number;
      again?: 'may come';
      isWanted?: (position: number) => boolean;
    } = {},
  ) => auditReader({ reader: 'reader', seen, log, ...more });

  it('finds nothing when it was given a part of the log without a gap', () => {
    expect(isClean(audit(log))).toBe(true);
    expect(isClean(audit(log.slice(0, 2)))).toBe(true);
    expect(isClean(audit(log.slice(2), { after: 2, through: 4 }))).toBe(true);
    expect(isClean(audit([entry(2)], { through: 3, isWanted: (position) => position === 2 }))).toBe(true);
    expect(isClean(audit([...log.slice(0, 3), ...log.slice(1)], { again: 'may come' }))).toBe(true);
  });

  it.each<[string, readonly Entry[], object, object]>([
    ['an event that was passed over', [entry(1), entry(3)], {}, { lost: 1 }],
    ['events that never came', [entry(1)], { through: 3 }, { lost: 2 }],
    ['one passed over by a webhook', [entry(1), entry(3)], { again: 'may come' }, { lost: 1 }],
    ['an event that came again', [entry(1), entry(2), entry(2)], {}, { duplicated: 1 }],
    ['another event than the log has', [entry(1, 'other')], {}, { reordered: 1 }],
    ['an event that the log lost', [...log, entry(5)], {}, { lost: 1 }],
    [
      'a wanted event that was passed over',
      [entry(4)],
      { isWanted: (n: number) => n % 2 === 0 },
      { lost: 1 },
    ],
    ['an event that was not wanted', [entry(3)], { isWanted: (n: number) => n === 4 }, { reordered: 1 }],
  ])('counts %s', (_what, seen, more, expected) => {
    expect(audit(seen, more)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0, ...expected });
  });
});

describe('the audit of a state', () => {
  const a = { id: 'a', status: 'approved' };
  const b = { id: 'b', status: 'rejected' };
  const expected: readonly { id: string }[] = [a, b];
  const audit = (actual: readonly { id: string }[]) => auditState({ service: 'query', actual, expected });

  it('finds nothing in an equal one', () => {
    expect(isClean(audit([{ ...a }, { ...b }]))).toBe(true);
  });

  it.each<[string, readonly { id: string }[], object]>([
    ['a thing that is missing', [a], { lost: 1 }],
    ['a thing that the log does not tell of', [a, b, { id: 'c' }], { lost: 1 }],
    ['a thing that is there twice', [a, b, b], { duplicated: 1 }],
    ['things in another order', [b, a], { reordered: 2 }],
    ['other content', [a, { ...b, status: 'approved' } as { id: string }], { lost: 1 }],
  ])('counts %s', (_what, actual, found) => {
    expect(audit(actual)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0, ...found });
  });
});

it('says what it found', () => {
  const found = auditLog({ acknowledged, log: log.slice(0, 3) });
  expect(describeTally(found)).toBe('L=1 D=0 R=0\n  4 (/p e4) was acknowledged and is missing');
});
