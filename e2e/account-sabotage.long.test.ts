import { join } from 'node:path';
import type { Finding } from '../lab/src/domain/account-state';
import { eventually } from '../service-kit/test/eventually';
import { StartedSystem } from './harness/started-system';

const WRITTEN_MIN = 10;

let system: StartedSystem | undefined;
afterEach(() => system?.stop());

/** Services are sabotaged before they start: the account must then count something. */
it.each<[string, string, Pick<Finding, 'kind' | 'where'>]>([
  ['an outbox drops an entry', 'drop-outbox-entry', { kind: 'lost', where: 'log' }],
  ['query passes an event without applying it', 'skip-an-event', { kind: 'lost', where: 'query' }],
  ['query keeps showing what an event has changed', 'skip-an-update', { kind: 'outOfOrder', where: 'query' }],
  ['a comment never gets a decision', 'drop-a-decision', { kind: 'lost', where: 'log' }],
])('is red when %s', async (_what, sabotage, wanted) => {
  system = await StartedSystem.start({ preload: join(__dirname, 'faults', 'sabotage', `${sabotage}.js`) });
  const { account, change } = { account: () => system?.account(), change: system.change.bind(system) };
  await change('PUT', '/load', { postsPerSecond: 10, commentsPerSecond: 20 });
  await eventually(async () => {
    if (((await account())?.posts.accepted ?? 0) < WRITTEN_MIN) throw new Error('Nothing is written.');
  });
  await change('DELETE', '/load');
  const { findings } = await eventually(async () => {
    const now = await account();
    if (now === undefined || now[wanted.kind] === 0 || now.onTheWay + now.beingChecked > 0) {
      throw new Error(JSON.stringify(now));
    }
    return now;
  });
  expect(findings).toEqual(findings.map((finding) => ({ ...finding, ...wanted })));
});
