import { projection } from '@blog/contracts';
import fc from 'fast-check';
import request from 'supertest';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { PublishBlog } from './publish-blog';
import { queryUnderTest, TABLES } from './query-under-test';

let service: ReturnType<typeof queryUnderTest>;
let blog: PublishBlog;
const api = () => request(service.server);
const posts = async () => {
  await service.caughtUp();
  return (await api().get('/posts?limit=1000')).body;
};

beforeEach(async () => {
  service = queryUnderTest();
  blog = new PublishBlog(service.bus);
  await service.start();
});
afterEach(() => service.end());

it('holds a comment that comes before its post, and counts it once the post is there', async () => {
  await blog.createComment('p1', 'c1');
  await blog.createComment('p1', 'c2');
  await blog.updateComment('p1', 'c1', 'approved');
  await blog.deleteComment('p1', 'c2', 2);
  expect(await posts()).toEqual([]);
  await blog.createPost('p1');
  expect(await posts()).toMatchObject([
    { id: 'p1', commentCount: 1, comments: [{ id: 'c1', status: 'approved' }] },
  ]);
});

it('ignores a status of an older text', async () => {
  await blog.createPost('p1');
  await blog.createComment('p1', 'c1', 'Old');
  await blog.editComment('p1', 'c1', 'New', 2);
  await blog.updateComment('p1', 'c1', 'approved', 1, 'Old');
  expect(await posts()).toMatchObject([{ comments: [{ content: 'New', status: 'pending', version: 2 }] }]);
});

it('shows an edited comment at its old place', async () => {
  await blog.createPost('p1');
  for (const id of ['c1', 'c2']) await blog.createComment('p1', id);
  await blog.editComment('p1', 'c1', 'Edited', 2);
  expect(await posts()).toMatchObject([{ comments: [{ id: 'c1', content: 'Edited' }, { id: 'c2' }] }]);
});

it('counts right whatever happens to comments', async () => {
  await blog.createPost('p1');
  await blog.createComment('p1', 'c1');
  await blog.deleteComment('p1', 'c1', 2);
  await blog.deleteComment('p1', 'c1', 3);
  await blog.deleteComment('p1', 'unheard', 2);
  await blog.createComment('p1', 'unheard');
  await blog.updateComment('p1', 'c1', 'approved', 2);
  await blog.updateComment('p1', 'c3', 'approved');
  expect(await posts()).toMatchObject([{ commentCount: 1, comments: [{ id: 'c3' }] }]);
});

/** Any event of the blog about few posts and comments, so that they meet often and in strange orders. */
const anyEvent = fc
  .record({
    type: fc.constantFrom(
      'PostCreated',
      'PostUpdated',
      'PostDeleted',
      'CommentCreated',
      'CommentEdited',
      'CommentDeleted',
      'CommentUpdated',
      'CommentModerated',
      'SomethingElse',
    ),
    post: fc.constantFrom('p1', 'p2', 'p3'),
    comment: fc.constantFrom('c1', 'c2', 'c3'),
    version: fc.integer({ min: 1, max: 4 }),
    text: fc.string({ maxLength: 3 }),
  })
  .map(({ type, post, comment, version, text }) => {
    if (type.startsWith('Post')) return { type, data: { id: post, title: text, version } };
    const status = /Created|Edited/.test(type) ? 'pending' : 'approved';
    return { type, data: { id: comment, postId: post, content: text, status, version } };
  });

it('comes back equal from the log, and stays equal when events come again, whatever their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 60 }), async (events) => {
      const fresh = queryUnderTest();
      await fresh.start();
      try {
        for (const event of events) {
          const stored = await fresh.bus.append(event);
          // Each at its own time, so that what one change leaves behind is seen by the next.
          if (stored.position % 3 === 0) await fresh.caughtUp();
        }
        await fresh.caughtUp();
        const before = fresh.contents(TABLES);
        const views = (await request(fresh.server).get('/posts')).body;
        for (const { commentCount, comments } of views) expect(comments).toHaveLength(commentCount);
        const changed = fresh.contents(['changes']).changes as { value: string }[];
        expect(new Set(changed.map(({ value }) => value)).size).toBe(changed.length);

        await fresh.rebuild();
        expect(fresh.contents(TABLES)).toEqual(before);
        expect((await request(fresh.server).get('/posts')).body).toEqual(views);
      } finally {
        await fresh.end();
      }
    }),
    { numRuns: propertyRuns(25) },
  );
});

it('stays the same when every event is applied twice', async () => {
  await blog.createPost('p1');
  await blog.createComment('p1', 'c1');
  await blog.updateComment('p1', 'c1', 'approved');
  await blog.editComment('p1', 'c1', 'Edited', 2);
  await blog.updateComment('p1', 'c1', 'rejected', 2, 'Edited');
  await blog.createComment('p1', 'c2');
  await blog.deleteComment('p1', 'c2', 2);
  await blog.createPost('p2');
  await blog.updatePost('p2', 'Edited', 2);
  await blog.deletePost('p2', 3);
  await service.caughtUp();
  const before = service.contents(TABLES);
  await service.store.transaction(() => {
    for (const event of service.bus.events) projection.react(event, service.made.projected);
  });
  expect(service.contents(TABLES)).toEqual(before);
});

it('goes on after a restart where it was', async () => {
  await blog.createPost('p1');
  await service.caughtUp();
  await service.stop();
  await blog.createComment('p1', 'c1');
  await service.start();
  expect(await posts()).toMatchObject([{ id: 'p1', commentCount: 1 }]);
});
