import { randomUUID } from 'node:crypto';
import axios from 'axios';
import { eventually } from '../service-kit/test/eventually';
import { BlogSystem } from './harness/blog-system';
import { foldLog } from './harness/fold-log';
import { missingTools } from './harness/missing-tools';

const onNats = missingTools.has('nats-server') ? [] : (['three replicas on JetStream'] as const);

describe.each(['one bus', ...onNats] as const)('whatever goes down, with %s', (kind) => {
  let blog: BlogSystem;
  beforeAll(async () => {
    blog = await BlogSystem.start({ isOnNats: kind !== 'one bus' });
  }, 60_000);
  afterAll(() => blog.stop());

  /** Waits until settled, then compares the read model with the log: nothing lost, duplicated or pending. */
  async function expectWhole(): Promise<void> {
    await blog.settled();
    expect(await blog.posts()).toEqual(foldLog(await blog.log()));
  }

  it('takes posts and comments while the bus is down, and they arrive when it is back', async () => {
    const before = await blog.createPost('Before the bus went down');
    await blog.services['event-bus'].kill();
    const post = await blog.createPost('While the bus is down');
    await blog.comment(post.id, 'on a post nobody has heard of yet');
    await blog.comment(before.id, 'an orange');
    const ready = (name: 'posts' | 'comments' | 'query') => axios.get(`${blog.url(name)}/readyz`);
    expect(
      (await Promise.all([ready('posts'), ready('comments'), ready('query')])).map(({ status }) => status),
    ).toEqual([200, 200, 200]);
    await blog.services['event-bus'].start();
    await expectWhole();
    expect(await blog.post(post.id)).toMatchObject({ comments: [{ status: 'approved' }] });
    expect(await blog.post(before.id)).toMatchObject({ comments: [{ status: 'rejected' }] });
  });

  it('keeps what it accepted when it is killed with the bus down, before anything could be published', async () => {
    await blog.services['event-bus'].kill();
    const post = await blog.createPost('Accepted and killed');
    await blog.comment(post.id, 'kept');
    await Promise.all([blog.services.posts.kill(), blog.services.comments.kill()]);
    await blog.services['event-bus'].start();
    await Promise.all([blog.services.posts.start(), blog.services.comments.start()]);
    await expectWhole();
    expect(await blog.post(post.id)).toMatchObject({ comments: [{ content: 'kept', status: 'approved' }] });
  });

  it('turns a comment when comments was killed between pending and moderated', async () => {
    await blog.services.moderation.kill();
    const post = await blog.createPost('Between');
    await blog.comment(post.id, 'in between');
    await blog.services.comments.kill();
    await blog.services.moderation.start();
    await eventually(async () => {
      const moderated = (await blog.log()).filter(({ type }) => type === 'CommentModerated');
      expect(moderated).toContainEqual(
        expect.objectContaining({ data: expect.objectContaining({ postId: post.id }) }),
      );
    });
    await blog.services.comments.start();
    await expectWhole();
    expect(await blog.post(post.id)).toMatchObject({ comments: [{ status: 'approved' }] });
  });

  it('moderates 1,000 comments that came while moderation was down, each once', async () => {
    await blog.services.moderation.kill();
    const posts = await Promise.all(Array.from({ length: 20 }, (_, n) => blog.createPost(`Backlog ${n}`)));
    const write = async (n: number) =>
      blog.comment(posts[n % 20]?.id as string, n % 3 ? `comment ${n}` : `orange ${n}`);
    for (let n = 0; n < 1_000; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => write(n + index)));
    }
    const waiting = (await blog.subscribers()).find(({ name }) => name === 'moderation');
    expect(waiting?.state).toBe('retrying');
    expect(waiting?.lag.events).toBeGreaterThanOrEqual(1_000);
    await blog.services.moderation.start();
    await expectWhole();
    const backlog = (await blog.posts()).filter(({ title }) => title.startsWith('Backlog'));
    const comments = backlog.flatMap((post) => post.comments);
    expect(comments).toHaveLength(1_000);
    expect(comments.filter(({ status }) => status === 'rejected')).toHaveLength(334);
    const moderated = (await blog.log()).filter(({ type }) => type === 'CommentModerated');
    expect(new Set(moderated.map(({ data }) => (data as { id: string }).id)).size).toBe(moderated.length);
  }, 120_000);

  it.each(['query', 'posts', 'comments'] as const)(
    'comes back equal when the data folder of %s is deleted',
    async (name) => {
      const get = async (path: string) => (await axios.get(`${blog.url(name)}${path}`)).data;
      const posts = await blog.posts();
      const state = () =>
        name === 'comments'
          ? Promise.all(posts.map(({ id }) => get(`/posts/${id}/comments?limit=1000`)))
          : get('/posts?limit=1000');
      await blog.settled();
      const before = await state();
      const { length } = await blog.log();
      await blog.services[name].kill();
      await blog.services[name].deleteData();
      await blog.services[name].start();
      expect(await state()).toEqual(before);
      await expectWhole();
      expect(await blog.log()).toHaveLength(length);
    },
  );

  it('gives the same answers from two query processes, the second joined late', async () => {
    const another = await blog.startAnother('query', 'query-2');
    await blog.createPost('Seen by both');
    await blog.settled();
    const [first, second] = await Promise.all([blog.posts(), blog.posts(another.url)]);
    expect(second).toEqual(first);
    const replicas = (await blog.subscribers()).filter(({ name }) => name === 'query');
    expect(replicas).toHaveLength(2);
  });

  it('takes an event that is published twice as one', async () => {
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: '/elsewhere',
      type: 'PostCreated',
      time: new Date().toISOString(),
      data: { id: randomUUID(), title: 'Once', version: 1 },
    };
    const publish = () =>
      axios.post(`${blog.url('event-bus')}/events`, JSON.stringify(event), {
        headers: { 'Content-Type': 'application/cloudevents+json' },
      });
    const [first, again] = [await publish(), await publish()];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.data).toEqual(first.data);
    await blog.settled();
    expect((await blog.posts()).filter(({ title }) => title === 'Once')).toHaveLength(1);
  });

  it('loses nothing that was accepted when each service is killed in turn under load', async () => {
    const accepted = { posts: new Set<string>(), comments: new Set<string>() };
    let writing = true;
    const write = async (writer: number) => {
      for (let n = 0; writing; n += 1) {
        // A refused or broken request was not accepted; a user would try again.
        const post = await blog.createPost(`Load ${writer}/${n}`).catch(() => undefined);
        if (post === undefined) continue;
        accepted.posts.add(post.id);
        const comment = await blog.comment(post.id, `comment ${n}`).catch(() => undefined);
        if (comment !== undefined) accepted.comments.add(comment.id);
      }
    };
    const writers = [1, 2, 3, 4].map(write);
    for (const name of ['event-bus', 'posts', 'comments', 'query', 'moderation', 'event-bus'] as const) {
      const { size } = accepted.comments;
      await eventually(() => expect(accepted.comments.size).toBeGreaterThan(size + 10), { withinMs: 30_000 });
      await blog.services[name].restart();
    }
    writing = false;
    await Promise.all(writers);
    await expectWhole();
    const posts = await blog.posts();
    const seen = posts.map(({ id }) => id);
    const comments = posts.flatMap((post) => post.comments.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(comments).size).toBe(comments.length);
    expect([...accepted.posts].filter((id) => !seen.includes(id))).toEqual([]);
    expect([...accepted.comments].filter((id) => !comments.includes(id))).toEqual([]);
  }, 120_000);
});
