import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import cors from 'cors';
import express from 'express';
import { eventually } from '../../service-kit/test/eventually';
import type { Blog } from '../harness/blog';

/** The host name at which the bus reaches a listener of this test. */
const { TEST_HOST } = process.env;

/** A query service like the well-known course's: a map in memory, fed by POST /events and by a replay. */
function courseQuery() {
  const posts: Record<string, { id: string; title: string; comments: { id: string; status: string }[] }> = {};
  // biome-ignore lint/suspicious/noExplicitAny: course services look at what comes and hope
  const handleEvent = (type: string, data: any) => {
    if (type === 'PostCreated') posts[data.id] = { id: data.id, title: data.title, comments: [] };
    if (type === 'CommentCreated') posts[data.postId]?.comments.push({ id: data.id, status: data.status });
    if (type === 'CommentUpdated') {
      const comment = posts[data.postId]?.comments.find(({ id }) => id === data.id);
      if (comment) comment.status = data.status;
    }
  };
  const app = express();
  app.use(express.json());
  app.use(cors());
  app.post('/events', (request, response) => {
    handleEvent(request.body.type, request.body.data);
    response.send({});
  });
  return { app, posts, handleEvent };
}

export const courseClients = (opened: () => Blog) =>
  describe('a client or service of the course', () => {
    const subscription = `course-query-${randomUUID()}`;
    let blog: Blog;
    let server: Server | undefined;
    beforeAll(() => {
      blog = opened();
    });
    afterAll(async () => {
      server?.close();
      await axios.delete(`${blog.url('event-bus')}/subscriptions/${subscription}`, { validateStatus: null });
    });

    it('creates posts and comments and lists them, on the routes and in the shapes it knows', async () => {
      const created = await axios.post(`${blog.url('posts')}/posts/create`, { title: 'From the course' });
      expect(created.status).toBe(201);
      const { id } = created.data;
      const commented = await axios.post(`${blog.url('comments')}/posts/${id}/comments`, { content: 'nice' });
      expect(commented.status).toBe(201);
      const { data: comments } = await axios.get(`${blog.url('comments')}/posts/${id}/comments`);
      expect(comments).toEqual([
        expect.objectContaining({ id: expect.any(String), content: 'nice', status: expect.any(String) }),
      ]);
      for (const name of ['posts', 'query'] as const) {
        await eventually(async () => {
          const { data } = await axios.get(`${blog.url(name)}/posts`);
          expect(Object.values(data)).toContainEqual(
            expect.objectContaining({ id, title: 'From the course' }),
          );
        });
      }
    });

    it('hears events at POST /events once it is subscribed with one PUT, after a replay of history', async () => {
      const { app, posts, handleEvent } = courseQuery();
      const { data: events } = await axios.get(`${blog.url('event-bus')}/events`);
      for (const event of events) handleEvent(event.type, event.data);
      expect(Object.values(posts)).toContainEqual(
        expect.objectContaining({ title: 'From the course', comments: [expect.anything()] }),
      );

      server = app.listen(0, TEST_HOST ? '0.0.0.0' : '127.0.0.1');
      await once(server, 'listening');
      const url = `http://${TEST_HOST || '127.0.0.1'}:${(server.address() as AddressInfo).port}/events`;
      await axios.put(`${blog.url('event-bus')}/subscriptions/${subscription}`, {
        url,
        format: 'plain',
        from: 'now',
      });
      const post = await blog.createPost('Live');
      await blog.comment(post.id, 'orange');
      await eventually(() =>
        expect(posts[post.id]).toMatchObject({ title: 'Live', comments: [{ status: 'rejected' }] }),
      );
    });

    it('publishes with {type, data}, and the other services take it', async () => {
      const id = randomUUID();
      const { data } = await axios.post(`${blog.url('event-bus')}/events`, {
        type: 'PostCreated',
        data: { id, title: 'Published by hand' },
      });
      expect(data).toMatchObject({ status: 'OK' });
      await eventually(async () => expect(await blog.post(id)).toMatchObject({ title: 'Published by hand' }));
      await blog.comment(id, 'welcome');
      await eventually(async () =>
        expect(await blog.post(id)).toMatchObject({ comments: [{ status: 'approved' }] }),
      );
      await blog.delete('posts', `/posts/${id}`);
    });
  });
