import type { PostView } from '@blog/contracts';
import type { PostsPage } from './blog-api';
import { type PostChange, withChanges } from './with-changes';

/** Later positions get earlier times: the order must not depend on clocks. */
const createdAt = (position: number) => `${2050 - position}-01-01T00:00:00${position % 2 ? 'Z' : '+09:00'}`;
const post = (id: string, position: number, title = id): PostView => ({
  id,
  title,
  version: 1,
  createdAt: createdAt(position),
  updatedAt: createdAt(position),
  position,
  commentCount: 0,
  comments: [],
});
const pages: PostsPage[] = [
  { posts: [post('d', 4), post('c', 3)], next: '/posts?before=3', position: 10 },
  { posts: [post('b', 2), post('a', 1)], next: '/posts?before=1', position: 20 },
];
const changed = (...changes: [position: number, id: string, post?: PostView][]) =>
  new Map<string, PostChange>(changes.map(([position, id, view]) => [id, { position, id, post: view }]));
const titles = (changes: ReadonlyMap<string, PostChange>) =>
  withChanges(pages, changes).map(({ title }) => title);

it('shows the pages as they are while nothing changes', () => {
  expect(titles(changed())).toEqual(['d', 'c', 'b', 'a']);
});

it('shows a changed post in its place', () => {
  expect(titles(changed([11, 'c', post('c', 3, 'C')]))).toEqual(['d', 'C', 'b', 'a']);
});

it('leaves a deleted post out', () => {
  expect(titles(changed([21, 'b']))).toEqual(['d', 'c', 'a']);
});

it('shows new posts at the top, newest first, whatever order they came in', () => {
  expect(titles(changed([12, 'f', post('f', 6)], [13, 'e', post('e', 5)]))).toEqual([
    'f',
    'e',
    'd',
    'c',
    'b',
    'a',
  ]);
});

it('prefers a page that was read after the change', () => {
  expect(titles(changed([10, 'c', post('c', 3, 'older')], [15, 'a', post('a', 1, 'older')]))).toEqual([
    'd',
    'c',
    'b',
    'a',
  ]);
  expect(titles(changed([9, 'e', post('e', 5)]))).not.toContain('e');
});

it('leaves out a changed post that is older than what is loaded, unless everything is', () => {
  const change = changed([30, 'z', post('z', 0.5)]);
  expect(titles(change)).toEqual(['d', 'c', 'b', 'a']);
  const [first, last] = pages as [PostsPage, PostsPage];
  const whole = withChanges([first, { ...last, next: undefined }], change);
  expect(whole.map(({ title }) => title)).toEqual(['d', 'c', 'b', 'a', 'z']);
});

it('leaves out a new post that was deleted again', () => {
  expect(titles(changed([12, 'e']))).toEqual(['d', 'c', 'b', 'a']);
});
