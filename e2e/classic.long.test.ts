import type { AccountState } from '../lab/src/domain/account-state';
import type { ReceiptPage } from '../lab/src/domain/lab-state';
import { eventually } from '../service-kit/test/eventually';
import { StartedSystem } from './harness/started-system';

// One system for all tests, in this order.
let system: StartedSystem;
beforeAll(async () => {
  system = await StartedSystem.start();
});
afterAll(() => system.stop());

const done = async <Answer = unknown>(method: string, path: string, body?: object) =>
  (await system.change(method, path, body)) as Answer;
const ACCOUNTS = { ours: '/account', classic: '/classic/account' } as const;
const account = (of: keyof typeof ACCOUNTS) => done<AccountState>('GET', ACCOUNTS[of]);

/** Applies an action to a part of ours, and waits until the classic one has suffered the same. */
async function both(name: string, action: 'kill' | 'start', state: string): Promise<void> {
  await done('POST', `/parts/${name}/${action}`);
  await eventually(async () => {
    const { parts, classic } = await system.labState();
    const states = [parts, classic?.parts].map((list) => list?.find((one) => one.name === name)?.state);
    expect(states).toEqual([state, state]);
  });
}

/** Resolves once both have accepted `more` writes. */
async function untilAccepted(more: number): Promise<void> {
  const accepted = async () => {
    const pages = [done<ReceiptPage>('GET', '/receipts'), done<ReceiptPage>('GET', '/classic/receipts')];
    return Math.min(...(await Promise.all(pages)).map((page) => page.accepted));
  };
  const before = await accepted();
  await eventually(async () => expect(await accepted()).toBeGreaterThanOrEqual(before + more), {
    withinMs: 60_000,
  });
}

const load = () => done('PUT', '/load', { postsPerSecond: 2, commentsPerSecond: 20 });
/** Stops the load; resolves with both accounts once everything accepted has arrived or is known to be missing. */
async function settled(): Promise<Record<keyof typeof ACCOUNTS, AccountState>> {
  await done('DELETE', '/load');
  return eventually(
    async () => {
      const [ours, classic] = await Promise.all([account('ours'), account('classic')]);
      for (const one of [ours, classic])
        expect([one.onTheWay, one.beingChecked, one.log]).toEqual([0, 0, 'read']);
      return { ours, classic };
    },
    { withinMs: 60_000, everyMs: 500 },
  );
}
const wrong = ({ lost, twice }: AccountState) => ({ lost, twice });
const ofAll = ({ posts, comments }: AccountState) => posts.accepted + comments.accepted;

it('is not there until it is asked for', async () => {
  expect((await system.labState()).classic).toBeNull();
  expect((await system.lab('GET', '/classic/account')).status).toBe(404);
  await done('PUT', '/classic', { state: 'running' });
  await eventually(async () => {
    const parts = (await system.labState()).classic?.parts.map(({ state }) => state);
    expect(parts).toEqual(Array(5).fill('running'));
  });
});

it('is written the same, and has lost nothing, while nothing is done to it', async () => {
  await load();
  await untilAccepted(40);
  const { ours, classic } = await settled();
  expect([wrong(ours), wrong(classic)]).toEqual(Array(2).fill({ lost: 0, twice: 0 }));
  // On a busy machine its requests overtake one another: a late one then reverts a decision.
  expect(classic.comments.decided + classic.outOfOrder).toBeGreaterThanOrEqual(classic.comments.accepted);
});

it('loses decisions when moderation is killed under a load, and ours loses none', async () => {
  await load();
  await both('moderation', 'kill', 'killed');
  await untilAccepted(20);
  await both('moderation', 'start', 'running');
  const { ours, classic } = await settled();
  expect(ours).toMatchObject({ lost: 0, twice: 0, outOfOrder: 0 });
  expect(classic.lost).toBeGreaterThan(10);
  expect(classic.findings).toContainEqual(
    expect.objectContaining({ kind: 'lost', where: 'log', text: expect.stringContaining('no decision') }),
  );
});

it('loses its history when the bus is killed, and query with it, and ours loses nothing', async () => {
  await both('event-bus', 'kill', 'killed');
  await both('event-bus', 'start', 'running');
  await both('query', 'kill', 'killed');
  await both('query', 'start', 'running');
  const { ours, classic } = await settled();
  expect(ours).toMatchObject({ lost: 0, twice: 0, outOfOrder: 0 });
  expect([classic.lost, classic.posts.inLog, classic.comments.inQuery]).toEqual([ofAll(classic), 0, 0]);
  expect(ours.comments.inQuery).toBe(ours.comments.accepted);
});

it('goes with its switch, and its processes with it', async () => {
  await done('PUT', '/classic', { state: 'stopped' });
  expect((await system.labState()).classic).toBeNull();
  const kinds = (await system.labState()).faults.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('classic'))).toEqual(['classic', 'classic-end']);
});
