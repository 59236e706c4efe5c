import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { hearing } from '../src/events/on-event';
import { commentsUnderTest, TABLES } from './comments-under-test';

let service: ReturnType<typeof commentsUnderTest>;
const PATH = '/posts/post-1/comments';
const api = () => request(service.server);
const create = async (content: string) => (await api().post(PATH).send({ content })).body;
const read = async (id: string) => (await api().get(`${PATH}/${id}`)).body;
const publishPost = (id = 'post-1') =>
  service.bus.append({ type: 'PostCreated', data: { id, title: 'Post' } });
const moderate = async (comment: { id: string; content: string; version: number }, status = 'approved') => {
  const { id, content, version } = comment;
  const data = { id, postId: 'post-1', content, status, version };
  const event = await service.bus.append({ type: 'CommentModerated', source: '/moderation', data });
  await service.caughtUp();
  return event;
};

beforeEach(async () => {
  service = commentsUnderTest();
  await service.start();
  await publishPost();
  await service.caughtUp();
});
afterEach(() => service.end());

describe('a decision of moderation', () => {
  it('changes the status, and is told as CommentUpdated', async () => {
    const comment = await create('Nice');
    const decision = await moderate(comment);
    expect(await read(comment.id)).toMatchObject({ content: 'Nice', status: 'approved', version: 1 });
    expect(service.bus.ofType('CommentUpdated')).toMatchObject([
      {
        source: '/comments',
        subject: comment.id,
        causationid: decision.id,
        time: decision.time,
        data: { id: comment.id, postId: 'post-1', content: 'Nice', status: 'approved', version: 1 },
      },
    ]);
  });

  it('keeps the reason of a rejection, until the comment is edited', async () => {
    const { id, content } = await create('An orange');
    const data = { id, postId: 'post-1', content, status: 'rejected', reason: 'a fruit', version: 1 };
    await service.bus.append({ type: 'CommentModerated', data });
    await service.caughtUp();
    expect(await read(id)).toMatchObject({ status: 'rejected', reason: 'a fruit' });

    const { body: edited } = await api().patch(`${PATH}/${id}`).send({ content: 'A fruit' });
    expect(edited).toMatchObject({ status: 'pending', version: 2 });
    expect(edited).not.toHaveProperty('reason');
    await moderate(edited);
    expect(await read(id)).toMatchObject({ status: 'approved', version: 2 });
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(2);
  });

  it('is void if the comment was edited meanwhile', async () => {
    const first = await create('First');
    const { body: edited } = await api().patch(`${PATH}/${first.id}`).send({ content: 'Second' });
    await moderate(first, 'rejected');
    expect(await read(first.id)).toEqual(edited);
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(0);
  });

  it('is told once, though it comes again under another id', async () => {
    const comment = await create('Nice');
    await moderate(comment);
    await moderate(comment);
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(1);
  });

  it('does not bring back a deleted comment', async () => {
    const comment = await create('Gone');
    await api().delete(`${PATH}/${comment.id}`);
    await moderate(comment);
    expect((await api().get(`${PATH}/${comment.id}`)).status).toBe(404);
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(0);
  });

  it('is told even if the bus is away when it is applied', async () => {
    const comment = await create('Nice');
    const publish = service.bus.publish.bind(service.bus);
    service.bus.publish = async (events) => {
      if (events[0]?.includes('CommentUpdated')) throw new Error('away');
      return publish(events);
    };
    const { id, content, version } = comment;
    const data = { id, postId: 'post-1', content, status: 'approved', version };
    await service.bus.append({ type: 'CommentModerated', data });
    await eventually(async () => expect(await read(id)).toMatchObject({ status: 'approved' }));
    await service.stop();
    service.bus.publish = publish;
    await service.start();
    await service.caughtUp();
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(1);
  });
});

describe('a comment on a post that is not known', () => {
  it('is taken if the post was published a moment ago', async () => {
    service.bus.paused = true;
    await publishPost('post-2');
    setImmediate(() => {
      service.bus.paused = false;
    });
    const { status } = await api().post('/posts/post-2/comments').send({ content: 'Quick' });
    expect(status).toBe(201);
  });

  it('is taken while the bus is down, and can be read', async () => {
    service.bus.down = true;
    const { status, body } = await api().post('/posts/unheard/comments').send({ content: 'Early' });
    expect(status).toBe(201);
    expect((await api().get('/posts/unheard/comments')).body).toEqual([body]);
    expect((await api().get('/posts/unheard/comments/x')).body.code).toBe('comment.not_found');
    service.bus.down = false;
    await service.caughtUp();
    expect(service.bus.ofType('CommentCreated')).toHaveLength(1);
  });

  it('is taken while the log cannot be read to its end', async () => {
    service.bus.paused = true;
    await publishPost('post-2');
    const { status } = await api().post('/posts/unheard/comments').send({ content: 'Early' });
    expect(status).toBe(201);
    const listed = await api().get('/posts/post-2/comments');
    expect([listed.status, listed.body]).toEqual([200, []]);
  });

  it('answers 503 for a comment that it cannot know of, before it has ever read the log', async () => {
    const lonely = commentsUnderTest();
    lonely.bus.down = true;
    await lonely.start();
    const { status, body } = await request(lonely.server).get(`${PATH}/x`);
    expect([status, body.code]).toEqual([503, 'comments.not_caught_up']);
    await lonely.end();
  });
});

it('has no comments any more on a post that was deleted, even with the bus down', async () => {
  const comment = await create('Orphan');
  await service.bus.append({ type: 'PostDeleted', data: { id: 'post-1', version: 2 } });
  await service.caughtUp();
  service.bus.down = true;
  for (const response of [
    await api().get(PATH),
    await api().post(PATH).send({ content: 'Late' }),
    await api().get(`${PATH}/${comment.id}`),
    await api().patch(`${PATH}/${comment.id}`).send({ content: 'Late' }),
    await api().delete(`${PATH}/${comment.id}`),
  ]) {
    expect([response.status, response.body.code]).toEqual([404, 'post.not_found']);
  }
});

it('takes a deleted post for deleted, though an older event about it comes again', async () => {
  await service.bus.append({ type: 'PostDeleted', data: { id: 'post-1', version: 2 } });
  await publishPost();
  await service.caughtUp();
  expect((await api().get(PATH)).body.code).toBe('post.not_found');
});

it('knows a post by its PostUpdated alone', async () => {
  await service.bus.append({ type: 'PostUpdated', data: { id: 'post-2', title: 'Two', version: 2 } });
  await service.caughtUp();
  expect((await api().get('/posts/post-2/comments')).status).toBe(200);
});

/** A history with everything in it. */
async function makeHistory() {
  const [one, two, three] = [await create('One'), await create('Two'), await create('Three')];
  await moderate(one);
  await moderate(two, 'rejected');
  const { body: edited } = await api().patch(`${PATH}/${two.id}`).send({ content: 'Two again' });
  await moderate(edited);
  await api().delete(`${PATH}/${three.id}`);
  await moderate(three);
  await publishPost('post-2');
  await service.bus.append({ type: 'PostDeleted', data: { id: 'post-2', version: 2 } });
  const foreign = { id: 'c0ffee00', postId: 'post-1', content: 'Foreign', status: 'pending' };
  await service.bus.append({ type: 'CommentCreated', data: foreign });
  const unknown = { id: '0badc0de', postId: 'post-9', content: 'Unknown', status: 'approved' };
  await service.bus.append({ type: 'CommentModerated', data: unknown });
  await service.caughtUp();
}

it('comes back equal from the log when its disk is lost, and tells nothing again', async () => {
  await makeHistory();
  const before = [service.contents(TABLES), (await api().get(PATH)).body, service.bus.events.length];
  await service.rebuild();
  expect([service.contents(TABLES), (await api().get(PATH)).body, service.bus.events.length]).toEqual(before);
});

it('stays the same when every event is applied again, and tells nothing again', async () => {
  await makeHistory();
  const [before, told] = [service.contents(TABLES), service.bus.events.length];
  await service.store.transaction(() => {
    for (const event of [...service.bus.events]) hearing.react(event, service.made.comments);
  });
  await service.caughtUp();
  expect(service.contents(TABLES)).toEqual(before);
  expect(service.bus.events).toHaveLength(told);
});

it('keeps neither a state without its event nor an event without its state', async () => {
  service.bus.down = true;
  const { outbox } = service.made;
  const add = outbox.add.bind(outbox);
  outbox.add = (event) => {
    add(event);
    throw new Error('the power fails here');
  };
  expect((await api().post(PATH).send({ content: 'Half' })).status).toBe(500);
  expect((await api().get(PATH)).body).toEqual([]);
  expect(outbox.state().pending).toBe(0);
});

it('accepts every change while the bus is down, and tells them in order once it is back', async () => {
  service.bus.down = true;
  const { id } = await create('Offline');
  await api().patch(`${PATH}/${id}`).send({ content: 'Edited' });
  await api().delete(`${PATH}/${id}`);
  service.bus.down = false;
  await service.caughtUp();
  const told = service.bus.events.filter(({ subject }) => subject === id).map(({ type }) => type);
  expect(told).toEqual(['CommentCreated', 'CommentEdited', 'CommentDeleted']);
});

it('takes a CommentCreated without a status for a pending one, as the course has it before moderation', async () => {
  await service.bus.append({ type: 'CommentCreated', data: { id: 'c1', postId: 'post-1', content: 'Nice' } });
  await service.caughtUp();
  expect(await read('c1')).toMatchObject({ content: 'Nice', status: 'pending', version: 1 });
});

it('refuses a change of what has the highest version, and publishes nothing', async () => {
  const { id } = await create('Before');
  const data = { id, postId: 'post-1', content: 'Forged', version: 1_000_000_000 };
  await service.bus.append({ type: 'CommentEdited', data });
  await service.caughtUp();
  const published = service.bus.events.length;
  const edited = await api().patch(`${PATH}/${id}`).send({ content: 'After' });
  expect([edited.status, edited.body.code]).toEqual([409, 'comment.no_version_left']);
  const deleted = await api().delete(`${PATH}/${id}`);
  expect([deleted.status, deleted.body.code]).toEqual([409, 'comment.no_version_left']);
  await service.caughtUp();
  expect(service.bus.events).toHaveLength(published);
});

describe('a decision from which nothing can follow', () => {
  // As JSON six bytes each: the decision is just small enough for the bus, and what follows from it is not.
  const content = '\u0001'.repeat(43_668);

  it('is set aside with nothing of it in the state, and holds up no other comment', async () => {
    const forged = await create('Mine');
    const other = await create('Another');
    await moderate({ ...forged, content });
    await moderate(other);
    expect(await read(forged.id)).toMatchObject({ content: 'Mine', status: 'pending' });
    expect(await read(other.id)).toMatchObject({ status: 'approved' });
    expect(service.bus.ofType('CommentUpdated')).toHaveLength(1);
    const { body } = await api().get('/set-aside');
    expect(body).toMatchObject([{ type: 'CommentModerated', sequence: `comment/${forged.id}`, attempts: 1 }]);
    expect(body[0].reason).toMatch(
      /^Expected CommentUpdated to have at most 262144 bytes as JSON, got \d+\.$/,
    );
    expect((await api().get('/readyz')).status).toBe(200);
  });
});
