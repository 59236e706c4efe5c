import { HttpPublisher } from '../adapters/http-publisher';
import { followCount } from '../workloads/follow-count';
import type { GrowingLog } from './growing-log';
import { medianMs } from './median-ms';
import { processMemory } from './process-memory';

const FIRST_READ = 1_000;
const JOINED_MAX = 2_000_000;
const KNOWN = 200;

/** Figures of a system at one log length. Those without a counterpart are omitted. */
export type Figures = Readonly<Record<string, number>>;

/** Measures memory, restart and reading; publishes no new events, and compares each event it reads. */
export async function measureLog(log: GrowingLog): Promise<Figures> {
  const grown = processMemory(log.server.pid);
  const restartMs = await log.restart();
  const restarted = processMemory(log.server.pid);
  const middle = Math.floor(log.events / 2);
  const first = Math.min(FIRST_READ, log.events - middle);
  const isOurs = log.name === 'bus';
  return {
    'RSS MiB': grown.rssMiB,
    'anonymous MiB': grown.anonymousMiB,
    'RSS MiB after a restart': restarted.rssMiB,
    'restart to first read ms': restartMs,
    ...(isOurs && { 'page of 1,000 from the middle ms': await pageMs(log, middle) }),
    '1,000 events of a stream from the middle ms': await medianMs(() =>
      read(log, { after: middle, count: first }),
    ),
    'late joiner events/s': await joinerPerSecond(log, Math.min(log.events, JOINED_MAX)),
    ...(isOurs && { 'first event again ms': await againMs(log) }),
    'RSS MiB after reading': processMemory(log.server.pid).rssMiB,
  };
}

async function pageMs(log: GrowingLog, after: number): Promise<number> {
  let page = '';
  const milliseconds = await medianMs(async () => {
    const response = await fetch(`${log.server.address.url}/events?after=${after}&limit=${FIRST_READ}`);
    page = await response.text();
  });
  const events = JSON.parse(page) as { id: string }[];
  const expected = Math.min(FIRST_READ, log.events - after);
  if (events.length !== expected)
    throw new Error(`Expected a page of ${expected} events, got ${events.length}.`);
  for (const [index, { id }] of events.entries()) log.check(after + index + 1, id);
  return milliseconds;
}

async function read(log: GrowingLog, { after, count }: { after: number; count: number }): Promise<void> {
  let position = after;
  const handle = ({ id }: { id: string }) => {
    position += 1;
    log.check(position, id);
  };
  await followCount(log.system, { after, count, handle });
}

export async function joinerPerSecond(log: GrowingLog, count: number): Promise<number> {
  const start = performance.now();
  await read(log, { after: 0, count });
  return (count / (performance.now() - start)) * 1000;
}

export async function againMs({ server, first }: GrowingLog): Promise<number> {
  const publisher = new HttpPublisher(server.address.url, 'application/cloudevents+json');
  const milliseconds = await medianMs(() => publisher.post(first.json, KNOWN));
  publisher.close();
  return milliseconds;
}
