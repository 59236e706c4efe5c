import { setImmediate } from 'node:timers/promises';
import type { BlogEvent } from '@blog/contracts';
import { NOTHING_TO_READ } from '../../../test/nothing-to-read';
import { Account } from './account';
import { AccountKeeper } from './account-keeper';
import type { AccountSources, LoggedEvent } from './account-sources';

const place = { epoch: 'e1', position: 7 };
const created = { type: 'PostCreated', data: { id: 'old', title: 'A', version: 1 } } as BlogEvent;

/** Runs the account until `isSo`, on a blog whose log ends with `old`, from before the account began. */
async function keepUntil(account: Account, isSo: () => boolean): Promise<string[]> {
  const ending = new AbortController();
  const { signal } = ending;
  const asked: string[] = [];
  const standing = { isReady: true, appliedTo: 7, outbox: 0, setAside: 0 };
  const sources: AccountSources = {
    log: {
      follow: async (_place, sink) => sink.began(place),
      eventsOf: async ({ id }): Promise<LoggedEvent[]> => {
        asked.push(id);
        return id === 'old' ? [{ position: 3, event: created }] : [];
      },
      head: async () => place,
      decidedThrough: async () => undefined,
    },
    services: {
      ...NOTHING_TO_READ.services,
      posts: {
        standing: async () => standing,
        look: async ({ postId }) => ({
          post: postId === 'old' ? { id: postId, title: 'A', version: 1 } : undefined,
        }),
      },
    },
  };
  let nowMs = 0;
  const pause = async (ms: number) => {
    await setImmediate();
    nowMs += ms;
  };
  new AccountKeeper({ account, sources, pause, nowMs: () => nowMs, signal }).start();
  while (!isSo()) await setImmediate();
  ending.abort();
  return asked;
}

it('asks the log, once, for what it may have had before it was read, before that is lost', async () => {
  const account = new Account({ nowMs: () => 0 });
  for (const id of ['old', 'gone']) account.accept({ kind: 'post', id });
  const asked = await keepUntil(account, () => account.report().lost > 0 && !account.hasUnsettled('posts'));
  const { posts, findings } = account.report();
  expect(asked).toEqual(['old', 'gone']);
  expect(posts.inLog).toBe(1);
  expect(findings.map(({ subject }) => subject?.id)).toEqual(['gone']);
});
