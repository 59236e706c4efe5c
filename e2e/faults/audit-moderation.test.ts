import { auditModeration } from './audit-moderation';

describe('auditModeration', () => {
  const types = ['CommentCreated', 'CommentModerated', 'CommentEdited', 'CommentModerated'];
  const causes = [undefined, 'event 1', undefined, 'event 3'];
  const log = types.map((type, index) => ({
    position: index + 1,
    type,
    source: '/somewhere',
    id: `event ${index + 1}`,
    data: {},
    ...(causes[index] && { causationid: causes[index] }),
  }));
  const counted = (entries: typeof log) => {
    const { lost, duplicated, reordered } = auditModeration(entries);
    return { lost, duplicated, reordered };
  };
  const again = { ...log[1], id: 'event 5', position: 5 } as (typeof log)[number];

  it('finds nothing where each comment and each edit was decided once', () => {
    expect(counted(log)).toEqual({ lost: 0, duplicated: 0, reordered: 0 });
  });

  it('finds a comment that was not decided', () => {
    expect(counted(log.slice(0, 3))).toEqual({ lost: 1, duplicated: 0, reordered: 0 });
  });

  it('finds a comment that was decided twice', () => {
    expect(counted([...log, again])).toMatchObject({ lost: 0, duplicated: 1 });
  });

  it('finds a decision of nothing', () => {
    expect(counted([...log, { ...again, causationid: 'event 9' }])).toMatchObject({ lost: 1, duplicated: 0 });
  });
});
