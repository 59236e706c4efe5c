import { rm } from 'node:fs/promises';
import { BusClient } from '@blog/service-kit';
import { BlogBus } from '../adapters/blog-bus';
import { BlogHistory } from '../blog-history';
import { freshFolder } from '../fresh-folder';
import { ALL_PEERS } from '../peers/all-peers';
import type { Server } from '../peers/peer';
import { median } from '../statistics';
import type { GrowingLog } from './growing-log';
import { inGroups } from './in-groups';
import type { Figures } from './measure-log';
import { medianMs } from './median-ms';
import { processMemory } from './process-memory';
import { PushedSubscribers } from './pushed-subscribers';

const PUSHED_EVENTS = 20;

/**
 * Measures our bus on a copy of a stopped log, with `count` disconnected followers, each at its own position, and then with as
 * many subscriptions in addition.
 * @throws Error  a subscription did not get each event exactly once, in order
 */
export async function measureSubscribers(
  log: GrowingLog,
  options: { count: number; seed: string },
): Promise<Figures> {
  const folder = await freshFolder('scale-subscribers', log.folder);
  let server: Server | undefined;
  let subscribers: PushedSubscribers | undefined;
  try {
    server = await ALL_PEERS.bus.start({ folder, listeners: 0 });
    subscribers = await PushedSubscribers.start(server.address.url, options.count);
    return await measure(server, subscribers, { ...options, head: log.events });
  } finally {
    await server?.stop();
    await subscribers?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  { address: { url }, pid }: Server,
  subscribers: PushedSubscribers,
  { count, seed, head }: { count: number; seed: string; head: number },
): Promise<Figures> {
  const { rssMiB: before } = processMemory(pid);
  await reportFollowers(url, { count, head });
  const followersMs = await medianMs(() => expectListed(url, 'follower', count));
  await subscribers.subscribe();
  const allMs = await medianMs(() => expectListed(url, 'subscription', count));
  const samples = new BlogHistory({ seed: `${seed} pushed`, size: 'blog' }).takeSamples(PUSHED_EVENTS);
  const bus = new BlogBus({ url });
  const pushedMs: number[] = [];
  for (const sample of samples) {
    const reached = subscribers.received(pushedMs.length + 1);
    const start = performance.now();
    await Promise.all([bus.publish(sample), reached]);
    pushedMs.push(performance.now() - start);
  }
  await bus.close();
  const { rssMiB: after } = processMemory(pid);
  await subscribers.unsubscribe(samples.map(({ id }) => id));
  const many = count.toLocaleString('en');
  return {
    [`/subscribers with ${many} followers ms`]: followersMs,
    [`/subscribers with ${many} subscriptions as well ms`]: allMs,
    [`one event to ${many} subscriptions ms`]: median(pushedMs),
    'the first of them, which connects, ms': pushedMs[0] as number,
    'RSS MiB without subscribers': before,
    'RSS MiB with them, after pushing': after,
  };
}

/** Registers disconnected followers with the bus, from the beginning of the log to near its head. */
async function reportFollowers(url: string, { count, head }: { count: number; head: number }): Promise<void> {
  const bus = new BusClient(url);
  await inGroups([...Array(count).keys()], (index) => {
    const checkpoint = Math.floor((index / count) * head);
    const report = { checkpoint, error: null, setAside: 0, setAsideReason: null };
    return bus.report(`scale-${index}`, { instance: 'a', ...report });
  });
}

/** @throws Error  /subscribers does not list `count` of a kind */
async function expectListed(url: string, kind: string, count: number): Promise<void> {
  const response = await fetch(`${url}/subscribers`);
  const listed = (await response.json()) as { kind: string; name: string }[];
  const found = listed.filter((one) => one.kind === kind && one.name.startsWith('scale-')).length;
  if (found !== count) throw new Error(`Expected ${count} ${kind}s in /subscribers, got ${found}.`);
}
