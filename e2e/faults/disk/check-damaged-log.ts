import assert from 'node:assert/strict';
import { verifyLog } from '../../../event-bus/src/maintenance/verify-log';
import type { BusProcess, LogEntry } from '../../harness/bus-process';
import type { SeededRandom } from '../seeded-random';

const EVENTS_AGAIN = 200;

interface Problem {
  readonly code: string;
  readonly position: number;
}

/**
 * Checks a stopped bus whose file with `log` may be damaged.
 *
 * A verification reports the file as whole or names the damage. If it is whole, the bus behaves normally: it serves every
 * event, recognizes each as a duplicate, and accepts new ones. If not, the bus reports it and does not start, or it serves only
 * correct events and refuses the others by position. Neither is ever killed by a signal.
 */
export async function checkDamagedLog(subject: {
  bus: BusProcess;
  log: readonly LogEntry[];
  random: SeededRandom;
}): Promise<void> {
  const { bus, log, random } = subject;
  const { findings } = await verifyLog(bus.dataFolder);
  const output = findings.join('\n');
  const isWhole = findings.length === 0;
  if (!isWhole)
    assert.match(
      output,
      /position|page|table|subscription|follower|id of the log|byte|index of ids/,
      'it names no place',
    );

  bus.spawn();
  const end = await bus.readyOrEnd();
  if (end !== undefined) {
    assert(!isWhole, `a file that was called whole could not be opened: ${bus.log}`);
    assert.deepEqual(end, { code: 1, signal: null }, `it did not say why it stopped: ${bus.log}`);
    assert.match(bus.log, /damaged|restore the log from a backup/, 'it did not say what is damaged');
    return;
  }
  const refused = await readAll(bus, log);
  if (isWhole) assert.deepEqual(refused, [], `a file that was called whole has damaged events: ${output}`);
  for (const position of refused) {
    assert(isNamed(output, position), `the verification did not find ${position}: ${output}`);
  }
  const again = random.shuffle(log).slice(0, EVENTS_AGAIN);
  if (isWhole) await expectAsEver(bus, again);
  else await expectNothingTwice(bus, again);
}

/** Whether a verification's output names a position, alone or in a range. */
function isNamed(output: string, position: number): boolean {
  if (output.includes('page')) return true;
  const ranges = [...output.matchAll(/positions? (\d+)(?: to (\d+))?/g)];
  return ranges.some(([, first, last = first]) => Number(first) <= position && position <= Number(last));
}

/** Every stored text is JSON; any other is damaged. */
function read<Body>(bus: BusProcess, path: string): Promise<{ ok: boolean; body: Body }> {
  return bus.get<Body>(path).catch((cause: Error) => {
    throw cause.name === 'SyntaxError'
      ? new Error(`it served what was never stored: ${cause.message}`)
      : cause;
  });
}

/** Reads every event individually; resolves with the positions that were refused. */
async function readAll(bus: BusProcess, log: readonly LogEntry[]): Promise<number[]> {
  const refused: number[] = [];
  for (let after = 0; after < log.length; ) {
    const { ok, body } = await read<LogEntry[] | Problem>(bus, `/events?after=${after}&limit=1000`);
    if (Array.isArray(body)) {
      assert(ok);
      assert.deepEqual(body, log.slice(after, after + body.length), 'it served what was never stored');
      assert(body.length > 0, `it served nothing after ${after}`);
      after += body.length;
      continue;
    }
    assert.equal(body.code, 'log.corrupt', `it answered ${JSON.stringify(body)}`);
    const { position } = body;
    // Earlier events of the same page are served individually.
    for (; after < position - 1; after += 1) {
      const { body: one } = await read(bus, `/events/${after + 1}`);
      assert.deepEqual(one, log[after], 'it served what was never stored');
    }
    refused.push(position);
    after = position;
  }
  return refused;
}

async function expectAsEver(bus: BusProcess, again: readonly LogEntry[]): Promise<void> {
  assert.deepEqual(
    await bus.publishAgain(again),
    again.map(({ position }) => position),
    'an event was stored twice',
  );
  const fresh = again.slice(0, 50).map((event) => ({ ...event, source: `/after${event.source}` }));
  const head = await bus.head();
  assert.deepEqual(
    await bus.publishAgain(fresh),
    fresh.map((_event, index) => head + index + 1),
  );
  await bus.end('SIGTERM');
  const { findings } = await verifyLog(bus.dataFolder);
  assert.deepEqual([...findings], [], 'it was whole before more was written');
}

/** The bus must refuse what it cannot decide for certain. */
async function expectNothingTwice(bus: BusProcess, again: readonly LogEntry[]): Promise<void> {
  for (const event of again.slice(0, 20)) {
    const answer = await bus.publishAgain([event]).catch((error: Error) => error.message);
    if (typeof answer === 'string') assert.match(answer, /log\.corrupt/);
    else assert.deepEqual(answer, [event.position], 'an event was stored twice');
  }
}
