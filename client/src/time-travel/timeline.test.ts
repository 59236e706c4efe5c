import { foldLog } from '../../../e2e/harness/fold-log';
import type { LogEvent } from '../api/bus-events';
import { Timeline } from './timeline';

/** A log like the blog's, with every kind of event, generated from a seed. */
function makeLog(length: number): LogEvent[] {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const posts: { id: string; version: number }[] = [];
  const comments: { id: string; postId: string; version: number }[] = [];
  const next = (): { type: string; data: object } => {
    const post = posts[random(posts.length || 1)];
    const comment = comments[random(comments.length || 1)];
    switch (random(8)) {
      case 0:
        return post === undefined
          ? { type: 'Unknown', data: {} }
          : {
              type: 'PostUpdated',
              data: { id: post.id, title: `title ${random(9)}`, version: ++post.version },
            };
      case 1:
        return post === undefined || random(4) > 0
          ? { type: 'Unknown', data: {} }
          : { type: 'PostDeleted', data: { id: post.id, version: ++post.version } };
      case 2:
      case 3: {
        const postId = random(9) === 0 ? 'p-not-yet' : (post?.id ?? 'p-not-yet');
        const id = `c${comments.length}`;
        comments.push({ id, postId, version: 1 });
        return {
          type: 'CommentCreated',
          data: { id, postId, content: 'text', status: 'pending', version: 1 },
        };
      }
      case 4:
      case 5:
        return comment === undefined
          ? { type: 'Unknown', data: {} }
          : {
              type: 'CommentUpdated',
              data: { ...comment, content: 'text', status: random(2) ? 'approved' : 'rejected' },
            };
      case 6:
        return comment === undefined || random(3) > 0
          ? { type: 'Unknown', data: {} }
          : { type: 'CommentDeleted', data: { ...comment, version: ++comment.version } };
      default: {
        const id = random(20) === 0 ? 'p-not-yet' : `p${posts.length}`;
        posts.push({ id, version: 1 });
        return { type: 'PostCreated', data: { id, title: 'first title', version: 1 } };
      }
    }
  };
  return Array.from({ length }, (_, index) => {
    const storedtime = new Date(1_700_000_000_000 + index * 1_000).toISOString();
    const base = { specversion: '1.0', id: `e${index}`, source: '/test', time: storedtime, storedtime };
    return { ...base, position: index + 1, ...next() };
  });
}

function timelineOf(log: readonly LogEvent[]): Timeline {
  const timeline = new Timeline();
  timeline.append(log);
  return timeline;
}

function shown(timeline: Timeline) {
  return timeline.postIds().map((id) => {
    const comments = timeline
      .comments(id)
      .map((comment) => `${comment.id} ${comment.status} ${comment.version}`);
    const post = timeline.post(id);
    return { id, title: post?.title, commentCount: post?.commentCount, comments };
  });
}

function folded(log: readonly LogEvent[]) {
  return foldLog(log).map(({ id, title, commentCount, comments }) => ({
    id,
    title,
    commentCount,
    comments: comments.map((comment) => `${comment.id} ${comment.status} ${comment.version}`),
  }));
}

const log = makeLog(400);

it('equals the fold of the log up to each position, however it is reached', () => {
  const timeline = timelineOf(log);
  for (const position of [400, 0, 399, 1, 200, 201, 199, 37, 350, 2, 400, 123, 124, 122, 0]) {
    timeline.moveTo(position);
    expect(shown(timeline)).toEqual(folded(log.slice(0, position)));
  }
});

it('equals the fold of the log up to every single position, backwards', () => {
  const timeline = timelineOf(log);
  for (let position = log.length; position >= 0; position -= 1) {
    timeline.moveTo(position);
    expect(shown(timeline)).toEqual(folded(log.slice(0, position)));
  }
});

it('stays where it is while the log grows', () => {
  const timeline = timelineOf(log.slice(0, 300));
  timeline.moveTo(150);
  timeline.append(log.slice(300));
  expect(timeline.position).toBe(150);
  expect(timeline.head).toBe(400);
  expect(shown(timeline)).toEqual(folded(log.slice(0, 150)));
  timeline.moveTo(400);
  expect(shown(timeline)).toEqual(folded(log));
});

it('moves along with the log while it is at its head', () => {
  const timeline = timelineOf(log.slice(0, 300));
  timeline.append(log.slice(300, 310));
  expect(timeline.position).toBe(310);
});

it('moves no further than to the beginning and the head', () => {
  const timeline = timelineOf(log);
  timeline.moveTo(-5);
  expect(timeline.position).toBe(0);
  timeline.moveTo(9_999);
  expect(timeline.position).toBe(400);
});

it('finds the last event of a time', () => {
  const timeline = timelineOf(log);
  const timeOf = (position: number) => Date.parse(timeline.eventAt(position)?.storedtime ?? '');
  expect(timeline.positionAt(timeOf(1) - 1)).toBe(0);
  expect(timeline.positionAt(timeOf(77))).toBe(77);
  expect(timeline.positionAt(timeOf(77) + 999)).toBe(77);
  expect(timeline.positionAt(Infinity)).toBe(400);
});

it('refuses an event that is not the next, and changes nothing', () => {
  const timeline = timelineOf(log.slice(0, 10));
  expect(() => timeline.append([log[11] as LogEvent])).toThrow('position 11, got 12');
  expect(timeline.head).toBe(10);
  timeline.append([log[10] as LogEvent]);
  expect(shown(timeline)).toEqual(folded(log.slice(0, 11)));
});

it('sets aside an unreadable event, with the later ones of the same post or comment, and continues', () => {
  const event = (position: number, type: string, data: unknown) =>
    ({
      specversion: '1.0',
      id: `e${position}`,
      source: '/s',
      time: '2026-01-01T00:00:00Z',
      storedtime: '2026-01-01T00:00:00Z',
      type,
      position,
      data,
    }) as LogEvent;
  const timeline = new Timeline();
  timeline.append([
    event(1, 'PostCreated', { id: 'constructor', title: 'First' }),
    event(2, 'PostCreated', undefined),
    event(3, 'PostUpdated', { id: 'constructor', title: {}, version: 2 }),
    event(4, 'PostUpdated', { id: 'constructor', title: 'Third', version: 3 }),
    event(5, 'PostCreated', { id: '__proto__', title: 'Second' }),
  ]);
  expect([1, 2, 3, 4, 5].filter((position) => timeline.isSetAside(position))).toEqual([2, 3, 4]);
  expect(timeline.postIds().map((id) => timeline.post(id)?.title)).toEqual(['Second', 'First']);
  timeline.moveTo(1);
  expect(timeline.postIds()).toEqual(['constructor']);
});

it('knows the events of a post and of its comments', () => {
  const timeline = timelineOf(log);
  const isAbout = ({ type, data }: LogEvent) => {
    const { id, postId } = data as { id?: string; postId?: string };
    return type.startsWith('Post') ? id === 'p1' : postId === 'p1';
  };
  const expected = log.filter(isAbout).map(({ position }) => position);
  expect(expected.length).toBeGreaterThan(3);
  expect([...timeline.positionsOfPost('p1')]).toEqual(expected);
  expect([...timeline.positionsOfPost('never heard of')]).toEqual([]);
});
