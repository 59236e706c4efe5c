import type { CommentView, Post } from '@blog/contracts';
import axios from 'axios';
import type { Blog } from '../harness/blog';

const POSTS = 200;

export const readYourWrites = (opened: () => Blog) =>
  describe('what was just written', () => {
    let blog: Blog;
    const http = axios.create({ proxy: false, validateStatus: null });
    beforeAll(() => {
      blog = opened();
    });

    const read = (path: string, position: string) =>
      http.get(`${blog.url('query')}${path}?after-position=${position}`);

    it('is read immediately from query with the position of the answer, each of 200 times', async () => {
      const missed: string[] = [];
      for (let n = 1; n <= POSTS; n += 1) {
        const { data: post, headers } = await http.post<Post>(`${blog.url('posts')}/posts`, {
          title: `Post ${n}`,
        });
        const answer = await read('/posts', headers['event-position']);
        if (answer.status !== 200 || answer.data[0]?.id !== post.id) missed.push(`${n}: ${answer.status}`);
      }
      expect(missed).toEqual([]);
    });

    it('is read immediately whatever it is: a post, a comment on it, an edit, a deletion', async () => {
      const { data: post } = await http.post<Post>(`${blog.url('posts')}/posts`, { title: 'Before' });
      const path = `/posts/${post.id}`;
      const comments = `${blog.url('comments')}${path}/comments`;
      const { data: comment, headers: commented } = await http.post<CommentView>(comments, {
        content: 'one',
      });
      const seen = await read(`${path}/comments`, commented['event-position']);
      expect(seen.data).toMatchObject([{ id: comment.id }]);
      const edited = await http.patch(`${blog.url('posts')}${path}`, { title: 'After' });
      expect((await read(path, edited.headers['event-position'])).data.title).toBe('After');
      const deleted = await http.delete(`${blog.url('posts')}${path}`);
      expect((await read(path, deleted.headers['event-position'])).status).toBe(404);
    });
  });
