import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { BusProcess } from '../harness/bus-process';
import { auditLog, auditReader } from './auditor';
import type { DrillOptions, Fault } from './fault';
import { TestPublisher } from './publisher';
import type { SeededRandom } from './seeded-random';
import { StreamReader } from './stream-reader';
import { sumTallies, type Tally } from './tally';

const READERS = 100;
const RSS_GROWTH_BYTES_MAX = 64 * 1024 * 1024;
/** Much more than all buffers between the bus and a reader hold. */
const HISTORY_EVENTS = 3_000;
const EVENT_BYTES = 8 * 1024;
const EVENTS_MEANWHILE = 1_000;

/** Readers request the whole history, read the first bytes, and then stop reading. */
export const stalledReaders: Fault = {
  name: 'stalled-readers',
  what: `${READERS} stalled readers`,
  holds: 'the memory of the bus grows by 64 MB at the most, and others are not affected',
  counts: { short: 1, long: 1 },
  needs: ['linux'],
  open: async (options = {}) => ({
    round: (random) => stall(options, random),
    close: async () => {},
  }),
};

async function stall(options: DrillOptions, random: SeededRandom): Promise<Tally> {
  const bus = await BusProcess.create(options);
  const sockets: Socket[] = [];
  try {
    await bus.start();
    await writeHistory(bus);
    const url = () => bus.url;
    // One reader that reads everything: the memory that the bus needs for it must not count against the stalled ones.
    const reader = new StreamReader({ name: 'a reader', url, accept: 'application/x-ndjson' }).start();
    await reader.reached(HISTORY_EVENTS);
    const beforeBytes = await residentBytes(bus.pid);
    sockets.push(...(await Promise.all(Array.from({ length: READERS }, () => stalledReader(bus.port)))));

    const publisher = new TestPublisher({ source: '/meanwhile', url, random });
    let mostBytes = 0;
    while (publisher.acknowledged.length < EVENTS_MEANWHILE) {
      await publisher.publish(10);
      mostBytes = Math.max(mostBytes, await residentBytes(bus.pid));
    }
    const growth = mostBytes - beforeBytes;
    assert(growth <= RSS_GROWTH_BYTES_MAX, `it grew by ${(growth / 1024 / 1024).toFixed(1)} MB`);
    await reader.reached(await bus.head());
    await reader.stop();
    const log = await bus.readLog();
    return sumTallies([
      auditLog({ acknowledged: publisher.acknowledged, log }),
      auditReader({ reader: reader.name, seen: reader.seen, log, through: log.length }),
    ]);
  } finally {
    for (const socket of sockets) socket.destroy();
    await bus.remove();
  }
}

async function writeHistory(bus: BusProcess): Promise<void> {
  const data = 'x'.repeat(EVENT_BYTES);
  const batch = (first: number) =>
    Array.from({ length: 100 }, (_, index) => ({
      specversion: '1.0',
      id: `h${first + index}`,
      source: '/history',
      type: 'Told',
      data,
    }));
  for (let first = 0; first < HISTORY_EVENTS; first += 100) {
    const response = await fetch(`${bus.url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(batch(first)),
    });
    assert(response.ok, await response.text());
  }
}

/** Resolves once the first bytes of the answer have arrived; reads no more. */
function stalledReader(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n');
    });
    socket.once('error', fail);
    socket.once('data', () => {
      socket.pause();
      socket.on('error', () => {});
      done(socket);
    });
  });
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
