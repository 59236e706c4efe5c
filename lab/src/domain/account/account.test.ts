import type { BlogEvent } from '@blog/contracts';
import { AccountWorld } from '../../../test/account-world';
import { accountState } from '../account-state';
import { Account } from './account';

const ready = (appliedTo: number) => ({ isReady: true, appliedTo, outbox: 0, setAside: 0 });
const relayAll = (world: AccountWorld) => {
  for (const owner of ['posts', 'comments'] as const) while (world.relay(owner) !== undefined);
};
const readAll = (world: AccountWorld) => {
  for (let position = 0; position < world.log.length; position += 1) world.read();
};
const hearAll = (world: AccountWorld) => {
  for (const _ of world.ids) world.hear();
};

const logged = (world: AccountWorld, position: number) => ({ position, event: world.log[position - 1] });

/** One post with one comment, everywhere. */
function settledWorld(options?: ConstructorParameters<typeof AccountWorld>[0]) {
  const world = new AccountWorld(options);
  const post = world.create('post');
  const comment = world.create('comment', post);
  world.finish();
  return { world, post, comment };
}

it('answers as its schema has it', () => {
  const report = settledWorld().world.account.report();
  expect(accountState.parse(report)).toEqual(report);
  expect(report).toMatchObject({
    position: 4,
    log: 'read',
    posts: { accepted: 1 },
    comments: { decided: 1 },
  });
});

it('calls nothing lost that its service still has in its outbox, and everything that it does not', () => {
  const world = new AccountWorld();
  const id = world.create('post');
  hearAll(world);
  world.settle();
  expect(world.account.report()).toMatchObject({ lost: 0, onTheWay: 1 });
  world.relay('posts', true);
  world.settle();
  const { lost, onTheWay, findings } = world.account.report();
  expect({ lost, onTheWay }).toEqual({ lost: 1, onTheWay: 0 });
  expect(findings).toMatchObject([
    { kind: 'lost', where: 'log', subject: { kind: 'post', id }, position: null },
  ]);
});

it('drops a finding once it no longer holds', () => {
  const { world, post } = settledWorld();
  const { account } = world;
  account.judge('query', post, {}, { appliedTo: 4, era: 1, isFinal: true });
  expect(account.report()).toMatchObject({ lost: 2, posts: { inQuery: 0 }, comments: { inQuery: 0 } });
  world.look('query', post);
  expect(account.report()).toMatchObject({ lost: 0, findings: [], posts: { inQuery: 1 } });
});

it('reports no suspicion until it is certain', () => {
  const { world, post } = settledWorld();
  expect(world.account.judge('query', post, {}, { appliedTo: 4, era: 1, isFinal: false })).toBe('suspect');
  expect(world.account.report()).toMatchObject({ lost: 0, posts: { inQuery: 1 } });
});

it('looks again at everything that a service had, once it was away', () => {
  const { world, post } = settledWorld();
  const { account } = world;
  account.standing('query', undefined);
  expect(account.report()).toMatchObject({ onTheWay: 0, beingChecked: 0 });
  account.standing('query', { ...ready(0), isReady: false });
  expect(account.report()).toMatchObject({ onTheWay: 2 });
  account.standing('query', ready(4));
  expect(account.report()).toMatchObject({ onTheWay: 0, beingChecked: 2, posts: { inQuery: 1 } });
  expect(account.nextLook('query')?.postId).toBe(post);
  world.look('query', post);
  expect(account.report()).toMatchObject({ beingChecked: 0 });
});

it('calls lost what the log had, when another log does not have it', () => {
  const { world } = settledWorld();
  const { account } = world;
  account.began({ epoch: 'e2', position: 0 });
  expect(account.report()).toMatchObject({ position: 0, posts: { inLog: 0 }, onTheWay: 2, lost: 0 });
  for (const service of ['posts', 'comments'] as const)
    account.settle(service, { receipts: 2, appliedTo: 0 });
  expect(account.report()).toMatchObject({ lost: 2, onTheWay: 0 });
});

it('calls lost what a restored log no longer has, and nothing else', () => {
  const { world, comment } = settledWorld();
  const { account } = world;
  account.began({ epoch: 'e2', position: 0 });
  account.event({ position: 1, event: world.log[0] as BlogEvent });
  for (const service of ['posts', 'comments'] as const)
    account.settle(service, { receipts: 2, appliedTo: 1 });
  expect(account.report().findings).toMatchObject([{ kind: 'lost', subject: { id: comment } }]);
});

it('finds an edit that is not in the log, though a later one is, and one that comes late out of order', () => {
  const { world, post } = settledWorld();
  const subject = world.ids[0] as (typeof world.ids)[number];
  world.change(subject, false);
  world.relay('posts', true);
  world.change(subject, false);
  relayAll(world);
  const late = {
    ...(world.log.at(-1) as BlogEvent),
    data: { id: post, version: 2, title: 'Title 2' },
  } as BlogEvent;
  world.finish();
  expect(world.account.report().findings).toMatchObject([
    { kind: 'lost', where: 'log', subject: { id: post } },
  ]);
  world.log.push(late);
  world.finish();
  expect(world.account.report()).toMatchObject({ lost: 0, outOfOrder: 1, findings: [{ position: 6 }] });
});

it('finds a comment without a decision once moderation has taken it, and drops that with the decision', () => {
  const world = new AccountWorld();
  world.create('comment', world.create('post'));
  relayAll(world);
  hearAll(world);
  readAll(world);
  world.account.settleDecisions(1);
  expect(world.account.report()).toMatchObject({ lost: 0, onTheWay: 2 });
  world.account.settleDecisions(2);
  expect(world.account.report().findings).toMatchObject([{ kind: 'lost', where: 'log', position: 2 }]);
  world.finish();
  expect(world.account.report()).toMatchObject({ lost: 0, comments: { decided: 1 } });
});

it('finds a decision that comments has applied and never announced', () => {
  const world = new AccountWorld();
  const comment = world.create('comment', world.create('post'));
  relayAll(world);
  world.moderate();
  for (let position = 0; position < 3; position += 1) world.apply('comments');
  expect(world.relay('comments', true)).toBe(comment);
  world.finish();
  expect(world.account.report().findings).toMatchObject([{ kind: 'lost', where: 'log', position: 3 }]);
});

it('finds missing and repeated positions of the log', () => {
  const account = new Account({ nowMs: () => 0 });
  account.began({ epoch: 'e1', position: 7 });
  for (const position of [8, 10, 10]) account.event({ position, event: undefined });
  expect(account.report()).toMatchObject({
    lost: 1,
    outOfOrder: 1,
    findings: [
      { kind: 'outOfOrder', subject: null, position: 10 },
      { kind: 'lost', subject: null, position: 10 },
    ],
  });
});

it('does not call lost what it has forgotten, but asks the log', () => {
  const world = new AccountWorld({ unclaimedMax: 1 });
  const { account } = world;
  const posts = [world.create('post'), world.create('post')];
  relayAll(world);
  readAll(world);
  hearAll(world);
  world.settle();
  for (const post of posts) world.look('posts', post);
  expect(account.report()).toMatchObject({ lost: 0, posts: { accepted: 2, inLog: 1 } });
  const [unread, ...others] = account.unread('posts', 2);
  expect([unread?.id, others]).toEqual([posts[0], []]);
  const place = { epoch: 'e1', position: 2 };
  account.recall({ kind: 'post', id: posts[0] as string }, { place, events: [logged(world, 1)] });
  world.finish();
  expect(account.report()).toMatchObject({ lost: 0, onTheWay: 0, posts: { inLog: 2, inQuery: 2 } });
});

describe('an account that began at the end of a log', () => {
  const place = { epoch: 'e1', position: 7 };
  const post = { kind: 'post', id: 'p1' } as const;
  const created = { type: 'PostCreated', data: { id: 'p1', title: 'A', version: 1 } } as BlogEvent;
  const deleted = { type: 'PostDeleted', data: { id: 'p1', version: 2 } } as BlogEvent;
  const settle = (account: Account) => account.settle('posts', { receipts: 9, appliedTo: 9 });
  const beginning = () => {
    const account = new Account({ nowMs: () => 0 });
    account.began(place);
    account.accept(post);
    account.standing('posts', ready(9));
    account.judge('posts', 'p1', {}, { appliedTo: 9, era: 1, isFinal: true });
    settle(account);
    return account;
  };

  it('calls nothing lost that is older, and counts its earlier events in the log', () => {
    const account = beginning();
    expect(account.report()).toMatchObject({ lost: 0, onTheWay: 1 });
    expect(account.hasUnsettled('posts')).toBe(true);
    account.recall(post, {
      place,
      events: [
        { position: 3, event: created },
        { position: 5, event: deleted },
      ],
    });
    account.judge('posts', 'p1', {}, { appliedTo: 9, era: 1, isFinal: true });
    settle(account);
    expect(account.report()).toMatchObject({ lost: 0, posts: { inLog: 1, inPosts: 1 } });
    expect(account.hasUnsettled('posts')).toBe(false);
  });

  it('calls lost what the log does not have, once it was asked', () => {
    const account = beginning();
    account.recall(post, { place, events: [] });
    settle(account);
    expect(account.report().findings).toMatchObject([{ kind: 'lost', where: 'log', subject: post }]);
    account.event({ position: 8, event: created });
    expect(account.report()).toMatchObject({ lost: 0, posts: { inLog: 1 } });
  });

  it('asks the log again if it has read on about it since, or the log is another', () => {
    const account = beginning();
    account.event({ position: 8, event: deleted });
    account.recall(post, { place, events: [{ position: 3, event: created }] });
    account.event({ position: 9, event: created });
    account.recall(post, { place: { epoch: 'e0', position: 9 }, events: [] });
    expect(account.hasUnsettled('posts')).toBe(true);
    expect([...account.unread('posts', 1)]).toHaveLength(1);
    const events = [
      { position: 3, event: created },
      { position: 8, event: deleted },
      { position: 9, event: created },
      { position: 10, event: created },
    ];
    account.recall(post, { place: { epoch: 'e1', position: 9 }, events });
    expect([...account.unread('posts', 1)]).toEqual([]);
    expect(account.report()).toMatchObject({
      posts: { inLog: 1 },
      findings: [{ kind: 'twice', position: 9 }],
    });
  });

  it('does not ask the log for what it reads from its beginning, whoever comes first', () => {
    const account = beginning();
    account.event({ position: 8, event: created });
    expect([...account.unread('posts', 1)]).toEqual([]);
    account.event({ position: 9, event: created });
    expect(account.report()).toMatchObject({ twice: 1 });
  });

  it('judges nothing by a part of what the log tells', () => {
    const account = beginning();
    const comment = { kind: 'comment', id: 'c1', postId: 'p1' } as const;
    account.accept(comment);
    const data = { id: 'c1', postId: 'p1', content: 'A', version: 1 };
    const decided = { type: 'CommentModerated', data: { ...data, status: 'approved' } } as BlogEvent;
    account.event({ position: 8, event: decided });
    expect(account.report().findings).toEqual([]);
    const written = { type: 'CommentCreated', data: { ...data, status: 'pending' } } as BlogEvent;
    const events = [
      { position: 2, event: written },
      { position: 8, event: decided },
    ];
    account.recall(comment, { place: { epoch: 'e1', position: 8 }, events });
    expect(account.report()).toMatchObject({ outOfOrder: 0, comments: { inLog: 1 } });
  });
});

it('knows what it has read when it begins again', () => {
  const { world } = settledWorld();
  const { account } = world;
  account.restart();
  for (const one of world.ids) account.accept(one);
  world.finish();
  const { findings, posts, comments, onTheWay } = account.report();
  expect({ findings, onTheWay }).toEqual({ findings: [], onTheWay: 0 });
  expect([posts.inLog, comments.inLog, comments.decided]).toEqual([1, 1, 1]);
});

it('counts all that is wrong with the log itself, and keeps the latest of it', () => {
  const account = new Account({ nowMs: () => 0 });
  account.began({ epoch: 'e1', position: 0 });
  for (let count = 1; count <= 150; count += 1) account.event({ position: 2 * count, event: undefined });
  const { lost, findings } = account.report();
  expect([lost, findings.length, findings[0]?.position, findings.at(-1)?.position]).toEqual([
    150, 100, 300, 102,
  ]);
  account.restart();
  expect(account.report()).toMatchObject({ lost: 0, findings: [] });
});

it('counts a post for each kind of what is wrong with it, however often it is', () => {
  const { world, post } = settledWorld();
  const { account } = world;
  const created = world.log[0] as BlogEvent;
  for (let position = 5; position <= 20; position += 1) account.event({ position, event: created });
  account.judge('query', post, {}, { appliedTo: 20, era: 1, isFinal: true });
  const { twice, lost, findings } = account.report();
  expect([twice, lost, findings.filter(({ kind }) => kind === 'twice').length]).toEqual([1, 2, 10]);
});

it.each(['judged', 'failed'])('never looks again at what nobody follows, though a look is %s late', (how) => {
  let nowMs = 0;
  const account = new Account({ nowMs: () => nowMs });
  account.began({ epoch: 'e1', position: 0 });
  account.accept({ kind: 'post', id: 'p1' });
  account.standing('posts', ready(0));
  nowMs += 1_000;
  expect(account.nextLook('posts')?.postId).toBe('p1');
  account.restart();
  if (how === 'failed') account.lookAgain('posts', 'p1');
  else account.judge('posts', 'p1', {}, { appliedTo: 0, era: 1, isFinal: false });
  nowMs += 60_000;
  expect(account.nextLook('posts')).toBeUndefined();
});

it('keeps the last count of what it no longer follows, and says how much of that was not seen everywhere', () => {
  const { world } = settledWorld({ followedMax: 2 });
  world.create('post');
  world.create('post');
  world.create('post');
  hearAll(world);
  const before = world.account.report();
  expect(before).toMatchObject({
    posts: { accepted: 4, inQuery: 1 },
    comments: { decided: 1 },
    unchecked: 1,
  });
  world.finish();
  const { posts, unchecked, onTheWay, beingChecked, findings } = world.account.report();
  expect(posts).toEqual({ accepted: 4, inLog: 3, inPosts: 3, inQuery: 3 });
  expect({ unchecked, onTheWay, beingChecked, findings }).toEqual({
    unchecked: 1,
    onTheWay: 0,
    beingChecked: 0,
    findings: [],
  });
});

it('counts from zero after a restart, including what was written before and is reported after', () => {
  const { world } = settledWorld();
  world.create('post');
  relayAll(world);
  readAll(world);
  world.account.restart();
  world.finish();
  expect(world.account.report()).toMatchObject({
    posts: { accepted: 1, inLog: 1, inQuery: 1 },
    comments: { accepted: 0 },
  });
});
