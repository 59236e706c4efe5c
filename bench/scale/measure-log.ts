import { BusClient } from '@blog/service-kit';
import { HttpPublisher } from '../adapters/http-publisher';
import { diskBytes } from '../disk';
import { median } from '../statistics';
import { followCount } from '../workloads/follow-count';
import { openPublish, openPublishBatches } from '../workloads/publish';
import type { Workload } from '../workloads/workload';
import type { GrowingLog } from './growing-log';
import { processMemory } from './process-memory';

const ROUND_MS = 2_000;
const FIRST_READ = 1_000;
const JOINED_MAX = 2_000_000;
const TIMES = 30;
const KNOWN = 200;

/** One point of the curve: what the bus is like with so many events. */
export type LogFigures = Readonly<Record<string, number>>;

/** Measures the log as it is; the publishing adds to it. */
export async function measureLog(log: GrowingLog): Promise<LogFigures> {
  const head = await log.bus.head();
  const grown = processMemory(log.pid);
  const restartMs = await log.restart();
  const restarted = processMemory(log.pid);
  const middle = Math.floor(head / 2);
  const figures = {
    events: head,
    'RSS MiB': grown.rssMiB,
    'anonymous MiB': grown.anonymousMiB,
    'RSS MiB after a restart': restarted.rssMiB,
    'restart to first read ms': restartMs,
    'page from the middle ms': await medianMs(() => get(`${log.url}/events?after=${middle}&limit=1000`)),
    'stream from the middle ms': await medianMs(() => followed(log, { after: middle, count: FIRST_READ })),
    'late joiner events/s': await joinerPerSecond(log, Math.min(head, JOINED_MAX)),
    '/subscribers ms': await medianMs(() => get(`${log.url}/subscribers`)),
    'first event again ms': await dedupeMs(log),
    'RSS MiB after reading': processMemory(log.pid).rssMiB,
    'publish, 1 in flight': await perSecond(await publishing(log, 1)),
    'publish, 64 in flight': await perSecond(await publishing(log, 64)),
    'publish, batches of 500': await perSecond(
      await openPublishBatches(surroundings(log), { kind: 'publish-batches', batch: 500 }),
    ),
  };
  return { ...figures, 'disk bytes/event': (await diskBytes(log.folder)) / (await log.bus.head()) };
}

/** Makes the bus know 1,000 followers that are not connected, the most that it lists. */
export async function reportFollowers(url: string, count: number): Promise<void> {
  const bus = new BusClient(url);
  for (let done = 0; done < count; done += KNOWN) {
    await Promise.all(
      Array.from({ length: Math.min(KNOWN, count - done) }, (_, index) =>
        bus.report(`scale-${done + index}`, { instance: 'a', checkpoint: 0, error: null }),
      ),
    );
  }
}

const surroundings = ({ bus: system, history }: GrowingLog) => ({ system, history });
const publishing = (log: GrowingLog, inFlight: number) =>
  openPublish(surroundings(log), { kind: 'publish', inFlight, as: 'text' });

async function perSecond(workload: Workload): Promise<number> {
  await workload.round(ROUND_MS / 4);
  return (await workload.round(ROUND_MS)).perSecond;
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  while (times.length < TIMES) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function get(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  await response.arrayBuffer();
}

async function followed(
  { bus }: GrowingLog,
  { after, count }: { after: number; count: number },
): Promise<void> {
  const there = (await bus.head()) - after;
  await followCount(bus, { after, count: Math.min(count, there), handle: () => {} });
}

async function joinerPerSecond(log: GrowingLog, count: number): Promise<number> {
  const start = performance.now();
  await followed(log, { after: 0, count });
  return (count / (performance.now() - start)) * 1000;
}

async function dedupeMs({ url, first }: GrowingLog): Promise<number> {
  const publisher = new HttpPublisher(url, 'application/cloudevents+json');
  const known = 200;
  const milliseconds = await medianMs(() => publisher.post(first.json, known));
  publisher.close();
  return milliseconds;
}
