import type { AccountState } from '../lab/src/domain/account-state';
import { eventually } from '../service-kit/test/eventually';
import { StartedSystem } from './harness/started-system';

let system: StartedSystem;
beforeAll(async () => {
  system = await StartedSystem.start();
});
afterAll(() => system.stop());

const act = (name: string, action: string) => system.change('POST', `/parts/${name}/${action}`);
const until = (isMeant: (account: AccountState) => boolean) =>
  eventually(async () => {
    const account = await system.account();
    if (!isMeant(account)) throw new Error(JSON.stringify(account, null, 1));
    return account;
  });
const numbers = ({ lost, twice, outOfOrder }: AccountState) => ({ lost, twice, outOfOrder });
const NOTHING = { lost: 0, twice: 0, outOfOrder: 0 };

async function restart(name: string): Promise<void> {
  await act(name, 'kill');
  await system.untilPart(name, 'killed');
  await act(name, 'start');
  await system.untilPart(name, 'running');
}

it('is 0, 0, 0 with everything decided after every part was killed under a load', async () => {
  await system.change('PUT', '/load', { postsPerSecond: 3, commentsPerSecond: 60 });
  await until(({ comments }) => comments.decided > 20);
  const seen: object[] = [];
  for (const name of ['query', 'comments', 'posts', 'moderation']) {
    await restart(name);
    seen.push(numbers(await system.account()));
  }

  await act('event-bus', 'kill');
  await system.untilPart('event-bus', 'killed');
  const away = await until(({ log, posts, comments, onTheWay }) => {
    const missing = posts.accepted + comments.accepted - posts.inLog - comments.inLog;
    return log === 'away' && missing > 50 && onTheWay >= missing;
  });
  seen.push(numbers(away));
  await act('event-bus', 'start');
  await system.untilPart('event-bus', 'running');

  await act('query', 'kill');
  await system.untilPart('query', 'killed');
  await act('query', 'delete-data');
  await act('query', 'start');
  await system.untilPart('query', 'running');
  await system.change('DELETE', '/load');

  const { posts, comments, ...account } = await until(
    ({ posts, comments, onTheWay, beingChecked }) =>
      comments.decided === comments.accepted &&
      posts.inQuery === posts.accepted &&
      onTheWay + beingChecked === 0,
  );
  const { accepted } = (await system.change('GET', '/receipts')) as { accepted: number };
  expect(posts.accepted + comments.accepted).toBe(accepted);
  expect(comments).toEqual({
    accepted: comments.accepted,
    inLog: comments.accepted,
    inComments: comments.accepted,
    inQuery: comments.accepted,
    decided: comments.accepted,
  });
  expect(posts).toMatchObject({ inLog: posts.accepted, inPosts: posts.accepted });
  expect([...seen, numbers(account as AccountState)]).toEqual(Array(6).fill(NOTHING));
  expect(account).toMatchObject({ log: 'read', unchecked: 0, findings: [] });
});
