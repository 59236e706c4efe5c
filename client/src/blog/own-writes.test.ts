import type { CommentView, PostView } from '@blog/contracts';
import { type OwnWrites, withOwnComments, withOwnPosts } from './own-writes';

const post = (id: string, version = 1, title = id): PostView => ({
  id,
  title,
  version,
  createdAt: '1',
  updatedAt: '1',
  position: 1,
  commentCount: 0,
  comments: [],
});
const comment = (id: string, version = 1, content = id): CommentView => ({
  id,
  postId: 'p',
  content,
  status: 'pending',
  version,
  createdAt: '1',
  updatedAt: '1',
});
const own = (writes: Partial<OwnWrites>): OwnWrites => ({
  posts: new Map(),
  comments: new Map(),
  deleted: [],
  ...writes,
});

describe('posts of this window', () => {
  it('are at the top until the read model has them', () => {
    const writes = own({
      posts: new Map([
        ['b', { post: post('b'), created: true }],
        ['c', { post: post('c'), created: true }],
      ]),
    });
    expect(withOwnPosts([post('a')], writes).map(({ id, own: mine }) => [id, mine])).toEqual([
      ['c', true],
      ['b', true],
      ['a', undefined],
    ]);
    expect(withOwnPosts([post('b'), post('a')], writes).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('have their new title until the read model has it, and not where they are not loaded', () => {
    const writes = own({ posts: new Map([['a', { post: post('a', 2, 'new'), created: false }]]) });
    expect(withOwnPosts([post('a', 1, 'old')], writes)).toMatchObject([{ title: 'new', own: true }]);
    expect(withOwnPosts([post('a', 3, 'newer')], writes)).toMatchObject([{ title: 'newer' }]);
    expect(withOwnPosts([], writes)).toEqual([]);
  });

  it('are gone once they are deleted', () => {
    expect(withOwnPosts([post('a'), post('b')], own({ deleted: ['a'] })).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('comments of this window', () => {
  const loaded = { postId: 'p', comments: [comment('a'), comment('b')], count: 2 };

  it('are there, and counted, before the read model has them', () => {
    const shown = withOwnComments(loaded, own({ comments: new Map([['c', comment('c')]]) }));
    expect(shown.comments.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(shown.comments[2]).toMatchObject({ own: true });
    expect(shown.count).toBe(3);
  });

  it('are those of the read model once it has them', () => {
    const shown = withOwnComments(loaded, own({ comments: new Map([['b', comment('b', 1, 'mine')]]) }));
    expect(shown.comments[1]).toEqual(comment('b'));
    expect(shown.count).toBe(2);
  });

  it('have their new text until the read model has it', () => {
    const shown = withOwnComments(loaded, own({ comments: new Map([['b', comment('b', 2, 'new')]]) }));
    expect(shown.comments[1]).toMatchObject({ content: 'new', own: true });
  });

  it('stay where they are if they were changed and are not loaded', () => {
    const shown = withOwnComments(
      { ...loaded, count: 300 },
      own({ comments: new Map([['old', comment('old', 2, 'new')]]) }),
    );
    expect(shown.comments.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(shown.count).toBe(300);
  });

  it('are gone, and not counted, once they are deleted', () => {
    const shown = withOwnComments(loaded, own({ deleted: ['a'] }));
    expect(shown.comments.map(({ id }) => id)).toEqual(['b']);
    expect(shown.count).toBe(1);
  });

  it('are not those of other posts', () => {
    const other = { ...comment('c'), postId: 'other' };
    expect(withOwnComments(loaded, own({ comments: new Map([['c', other]]) })).comments).toHaveLength(2);
  });
});

describe.each(['__proto__', 'constructor', 'toString'])('a post or comment with the id %s', (id) => {
  it('is shown like any other, whether this window wrote it or not', () => {
    expect(withOwnPosts([post(id)], own({}))).toEqual([post(id)]);
    const mine = own({ posts: new Map([[id, { post: post(id, 2, 'new'), created: false }]]) });
    expect(withOwnPosts([post(id)], mine)).toMatchObject([{ title: 'new' }]);
    const loaded = { postId: 'p', comments: [comment(id)], count: 1 };
    expect(withOwnComments(loaded, own({})).comments).toEqual([comment(id)]);
  });
});
