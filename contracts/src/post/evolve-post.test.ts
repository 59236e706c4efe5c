import { evolvePost } from './evolve-post';
import type { PostEvent } from './post-events';
import { PostCreated, PostDeleted, PostUpdated } from './post-events';

const read = (definition: { read(event: unknown): PostEvent }, data: object, time = 'T1') =>
  definition.read({
    specversion: '1.0',
    id: 'e',
    source: '/s',
    type: (definition as { type?: string }).type,
    time,
    data,
  });
const created = read(PostCreated, { id: 'p1', title: 'One' });
const updated = read(PostUpdated, { id: 'p1', title: 'Two', version: 2 }, 'T2');
const deleted = read(PostDeleted, { id: 'p1', version: 3 }, 'T3');
const fold = (...events: PostEvent[]) => events.reduce(evolvePost, undefined as never);

it('makes a post of its first event, and keeps when that was', () => {
  expect(fold(created)).toEqual({
    id: 'p1',
    title: 'One',
    version: 1,
    createdAt: 'T1',
    updatedAt: 'T1',
    deleted: false,
  });
  expect(fold(created, updated)).toMatchObject({
    title: 'Two',
    version: 2,
    createdAt: 'T1',
    updatedAt: 'T2',
  });
});

it('returns the same object for an event that is not newer', () => {
  const state = fold(created, updated);
  expect(evolvePost(state, updated)).toBe(state);
  expect(evolvePost(state, created)).toBe(state);
});

it('keeps a deleted post as a mark without its title, which no older event brings back', () => {
  const state = fold(created, updated, deleted);
  expect(state).toMatchObject({ title: '', deleted: true });
  expect(fold(created, updated, deleted, updated, created)).toEqual(state);
});
