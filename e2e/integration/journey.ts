import type { CommentView } from '@blog/contracts';
import axios from 'axios';
import { eventually } from '../../service-kit/test/eventually';
import type { Blog } from '../harness/blog';
import { foldLog } from '../harness/fold-log';
import { readUntil } from '../harness/read-until';

export const journey = (opened: () => Blog) =>
  describe('a comment, from end to end', () => {
    let blog: Blog;
    beforeAll(() => {
      blog = opened();
    });

    const commentsOf = async (postId: string) => (await blog.post(postId)).comments;
    const statusesOf = async (postId: string) => (await commentsOf(postId)).map(({ status }) => status);

    it('is pending at first, then approved or rejected by its words, without anyone asking', async () => {
      const post = await blog.createPost('Fruit');
      expect(await blog.comment(post.id, 'I like oranges and an orange')).toMatchObject({
        status: 'pending',
      });
      await blog.comment(post.id, 'I like oranges');
      await eventually(async () => expect(await statusesOf(post.id)).toEqual(['rejected', 'approved']));
      const url = `${blog.url('comments')}/posts/${post.id}/comments`;
      const { data } = await axios.get<CommentView[]>(url);
      expect(data.map(({ status }) => status)).toEqual(['rejected', 'approved']);
      expect(data[0]?.reason).toMatch(/orange/);
    });

    it('leaves one event for each step in the log, each naming its cause', async () => {
      const post = await blog.createPost('Steps');
      const comment = await blog.comment(post.id, 'fine');
      await eventually(async () => expect(await statusesOf(post.id)).toEqual(['approved']));
      const { data } = await axios.get(`${blog.url('event-bus')}/events?subject=${comment.id}`);
      expect(data.map(({ type, source }: Record<string, string>) => [type, source])).toEqual([
        ['CommentCreated', '/comments'],
        ['CommentModerated', '/moderation'],
        ['CommentUpdated', '/comments'],
      ]);
      expect(data[1].causationid).toBe(data[0].id);
      expect(data[2].causationid).toBe(data[1].id);
    });

    it('is moderated again after an edit, and a post is renamed', async () => {
      const post = await blog.createPost('Before');
      const { id } = await blog.comment(post.id, 'an apple');
      await eventually(async () => expect(await statusesOf(post.id)).toEqual(['approved']));
      const url = `${blog.url('comments')}/posts/${post.id}/comments/${id}`;
      const edited = await axios.patch<CommentView>(url, { content: 'an ORANGE' });
      expect(edited.data).toMatchObject({ status: 'pending', content: 'an ORANGE', version: 2 });
      await axios.patch(`${blog.url('posts')}/posts/${post.id}`, { title: 'After' });
      await eventually(async () =>
        expect(await blog.post(post.id)).toMatchObject({
          title: 'After',
          comments: [{ content: 'an ORANGE', status: 'rejected' }],
        }),
      );
    });

    it('is gone once it is deleted, and a deleted post is unknown everywhere', async () => {
      const post = await blog.createPost('To be deleted');
      const { id } = await blog.comment(post.id, 'to be deleted');
      await axios.delete(`${blog.url('comments')}/posts/${post.id}/comments/${id}`);
      await eventually(async () =>
        expect(await blog.post(post.id)).toMatchObject({ commentCount: 0, comments: [] }),
      );
      await axios.delete(`${blog.url('posts')}/posts/${post.id}`);
      const statusOf = async (url: string) => (await axios.get(url, { validateStatus: null })).status;
      await eventually(async () => {
        expect(await statusOf(`${blog.url('query')}/posts/${post.id}`)).toBe(404);
        expect(await statusOf(`${blog.url('comments')}/posts/${post.id}/comments`)).toBe(404);
      });
      const commented = await axios.post(
        `${blog.url('comments')}/posts/${post.id}/comments`,
        { content: 'x' },
        { validateStatus: null },
      );
      expect(commented.data).toMatchObject({ status: 404, code: 'post.not_found' });
    });

    it('reaches a reader of query as it changes', async () => {
      const post = await blog.createPost('Live');
      const stream = readUntil(`${blog.url('query')}/posts/${post.id}?after=0`, '"approved"');
      await blog.comment(post.id, 'live');
      const text = await stream;
      expect(text).toMatch(/^id: \d+$/m);
      expect(text).toMatch(/^event: post$/m);
    });

    it('leaves a read model that equals the fold of the log', async () => {
      // Does not wait until it has settled: a system with a history may list killed replicas that will not return.
      await eventually(async () => expect(await blog.posts()).toEqual(foldLog(await blog.log())), {
        withinMs: 30_000,
        everyMs: 250,
      });
    }, 60_000);
  });
