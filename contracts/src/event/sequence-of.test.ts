import { sequenceOf } from './sequence-of';

describe('sequenceOf', () => {
  it.each([
    ['PostDeleted', { id: 'p' }, 'post/p'],
    ['CommentUpdated', { id: 'c', postId: 'p' }, 'comment/c'],
    ['CommentCreated', { id: '__proto__', content: 7 }, 'comment/__proto__'],
  ])('names what %s tells of', (type, data, sequence) => {
    expect(sequenceOf({ type, data })).toBe(sequence);
  });

  it.each([
    ['has no data', { type: 'PostCreated' }],
    ['has data that is null', { type: 'PostCreated', data: null }],
    ['has no id that is a text', { type: 'PostCreated', data: { id: { toString: 'p' } } }],
    ['has an empty id', { type: 'PostCreated', data: { id: '' } }],
    ['is not of the blog', { type: 'constructor', data: { id: 'p' } }],
  ])('lets an event stand alone that %s', (_what, event) => {
    expect(sequenceOf(event)).toBeUndefined();
  });
});
