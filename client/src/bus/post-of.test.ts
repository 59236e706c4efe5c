import { postOf } from './post-of';

const event = (type: string, data: unknown) => ({
  position: 1,
  id: 'i',
  source: '/s',
  storedtime: '',
  type,
  data,
});

it('is the post itself, or that of a comment', () => {
  expect(postOf(event('PostDeleted', { id: 'p' }))).toBe('p');
  expect(postOf(event('CommentModerated', { id: 'c', postId: 'p' }))).toBe('p');
});

it('is undefined for other events, and for data that does not say', () => {
  expect(postOf(event('OrderShipped', { id: 'o', postId: 'p' }))).toBeUndefined();
  for (const data of [undefined, null, 'p', {}, { id: 7 }, { id: '../bus' }, { id: '' }]) {
    expect(postOf(event('PostCreated', data))).toBeUndefined();
  }
});
