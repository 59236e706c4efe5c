import type { Blog } from '../../harness/blog';
import type { ServiceName } from '../../harness/service-names';
import { fetchWhenFree } from './fetch-when-free';

/** The set-aside part of a service's /readyz. */
export async function setAsideOf(
  blog: Blog,
  name: ServiceName,
): Promise<{ isReady: boolean; count: number; reason: string | null }> {
  const answer = await fetch(`${blog.url(name)}/readyz`);
  const { checks } = (await answer.json()) as {
    checks: { follower: { setAside: number; setAsideReason: string | null } };
  };
  const { setAside, setAsideReason } = checks.follower;
  return { isReady: answer.ok, count: setAside, reason: setAsideReason };
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** Serializes attacks that use the set-aside queue: one would discard the events that another looks for. */
export function inSetAsideTurn(work: () => Promise<void>): Promise<void> {
  const result = lastTurn.then(work);
  lastTurn = result.catch(() => {});
  return result;
}

/** Discards all events that a service has set aside. */
export async function discardAll(blog: Blog, name: ServiceName): Promise<void> {
  const answer = await fetchWhenFree(`${blog.url(name)}/set-aside/discard`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ all: true, reason: 'An attack.' }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
