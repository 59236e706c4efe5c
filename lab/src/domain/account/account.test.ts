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

it('takes nothing for lost that its service still has in its outbox, and everything that it has not', () => {
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

it('takes back what it found, once it is so no longer', () => {
  const { world, post } = settledWorld();
  const { account } = world;
  account.judge('query', post, {}, { appliedTo: 4, era: 1, isFinal: true });
  expect(account.report()).toMatchObject({ lost: 2, posts: { inQuery: 0 }, comments: { inQuery: 0 } });
  world.look('query', post);
  expect(account.report()).toMatchObject({ lost: 0, findings: [], posts: { inQuery: 1 } });
});

it('says nothing of what looks wrong until that is certain', () => {
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

it('takes for lost what was in the log, when another log is there without it', () => {
  const { world } = settledWorld();
  const { account } = world;
  account.began({ epoch: 'e2', position: 0 });
  expect(account.report()).toMatchObject({ position: 0, posts: { inLog: 0 }, onTheWay: 2, lost: 0 });
  for (const service of ['posts', 'comments'] as const)
    account.settle(service, { receipts: 2, appliedTo: 0 });
  expect(account.report()).toMatchObject({ lost: 2, onTheWay: 0 });
});

it('takes for lost what a restored log has no longer, and nothing else', () => {
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

it('finds positions that the log leaves out, and such as come again', () => {
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

it('does not take for lost what was in the log before it could know of it', () => {
  const world = new AccountWorld({ unclaimedMax: 1 });
  const posts = [world.create('post'), world.create('post')];
  relayAll(world);
  readAll(world);
  hearAll(world);
  world.settle();
  for (const post of posts) world.look('posts', post);
  expect(world.account.report()).toMatchObject({
    lost: 0,
    posts: { accepted: 2, inLog: 1 },
    beingChecked: 1,
  });
});

it('counts what it follows no longer as it was, and says how much of that was not seen everywhere', () => {
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

it('counts from nothing when it begins again, also what was written before and is reported after', () => {
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
