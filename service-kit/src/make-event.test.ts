import fc from 'fast-check';
import { newId, reactionId } from './ids';
import { makeEvent, makeReaction } from './make-event';

const definition = { type: 'Decided', dataschema: 'https://blog.example/events/Decided/1' };

describe('makeEvent', () => {
  const event = makeEvent({ definition, source: '/here', subject: 's1', data: { a: 1 }, now: 0 });

  it('makes a CloudEvent that happened now', () => {
    expect(event).toEqual({
      specversion: '1.0',
      datacontenttype: 'application/json',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      source: '/here',
      type: 'Decided',
      subject: 's1',
      time: '1970-01-01T00:00:00.000Z',
      dataschema: definition.dataschema,
      data: { a: 1 },
    });
  });
});

describe('newId', () => {
  it('sorts by the time it was made, also within a millisecond', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });
});

describe('reactionId', () => {
  it('is the same for ever: a changed one would make every reaction a second time', () => {
    const id = reactionId({ source: '/comments', id: '1' }, 'CommentModerated');
    expect(id).toBe('ad994bc4-00c3-57af-a2d7-d9b3fb9efce6');
  });

  it('differs by source, id and type, wherever one ends and the next begins', () => {
    const text = fc.string({ maxLength: 5 });
    const parts = fc.tuple(text, text, text);
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const idOf = ([source, id, type]: [string, string, string]) => reactionId({ source, id }, type);
        return (idOf(a) === idOf(b)) === (JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(reactionId({ source: 'a', id: 'bc' }, 'd')).not.toBe(reactionId({ source: 'ab', id: 'c' }, 'd'));
  });
});

describe('makeReaction', () => {
  const cause = { source: '/comments', id: '1', time: '2026-01-02T03:04:05.678Z' };
  const react = () => makeReaction({ definition, source: '/here', subject: 's1', data: { a: 1 }, cause });

  it('gives the same event, byte for byte, for the same cause', () => {
    expect(JSON.stringify(react())).toBe(JSON.stringify(react()));
  });

  it('takes its time from its cause and names it', () => {
    expect(react()).toMatchObject({ time: cause.time, causationid: '1', id: reactionId(cause, 'Decided') });
  });
});
