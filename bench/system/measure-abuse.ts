import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ATTACKS } from '../../e2e/faults/abuse/attacks';
import { fillLog } from '../../e2e/faults/abuse/fill-log';
import { SeededRandom } from '../../e2e/faults/seeded-random';
import { BlogSystem } from '../../e2e/harness/blog-system';
import { processMemory } from '../scale/process-memory';

const WARM_UP_MS = 3_000;
const QUIET_MS = 10_000;
/** One run takes seconds: too few publishes for a p99. */
const RUNS = 3;
const LOOK_MS = 50;

/**
 * Measures what the attacks of the abuse fault (all, or those named as arguments, in parallel) cost others: the time of an
 * honest publish (one at a time, every 10 ms) before, during and after three runs, in ms, and the bus's peak memory in MiB.
 */
async function main(): Promise<void> {
  const blog = await BlogSystem.start();
  const bus = blog.services['event-bus'];
  const publisher = new HonestPublisher(bus.url);
  let mostMiB = 0;
  const looking = setInterval(() => {
    mostMiB = Math.max(mostMiB, processMemory(bus.pid).rssMiB);
  }, LOOK_MS);
  try {
    await fillLog(blog);
    await pause(WARM_UP_MS);
    await publisher.taken();
    await pause(QUIET_MS);
    const quiet = await publisher.taken();
    const random = new SeededRandom(process.env.SEED ?? 'abuse');
    const asked = process.argv.slice(2);
    const chosen = ATTACKS.filter(({ name }) => asked.length === 0 || asked.includes(name));
    for (let run = 1; run <= RUNS; run += 1) {
      await Promise.all(chosen.map((attack) => attack.run(blog, random.for(`${attack.name}/${run}`))));
    }
    const attacked = await publisher.taken();
    await pause(QUIET_MS);
    const after = await publisher.taken();
    for (const service of Object.values(blog.services)) await service.ready();
    const line = (what: string, { times, refused }: Published) =>
      `${what.padEnd(9)} ${quantile(times, 0.5).padStart(7)} ${quantile(times, 0.99).padStart(7)}  ` +
      `${times.length} publishes, ${refused} refused or cut`;
    console.log(`${''.padEnd(9)}  median     p99  ms`);
    console.log(line('quiet', quiet));
    console.log(line('attacked', attacked));
    console.log(line('after', after));
    console.log(`the bus: ${Math.round(mostMiB)} MiB at its most; every service is ready`);
  } finally {
    clearInterval(looking);
    publisher.stop();
    await blog.stop();
  }
}

interface Published {
  readonly times: readonly number[];
  readonly refused: number;
}

class HonestPublisher {
  readonly #process: ChildProcess;

  constructor(url: string) {
    this.#process = fork(join(__dirname, 'honest-publisher.js'), [url], { execArgv: [] });
  }

  /** What it has published since the last call. */
  taken(): Promise<Published> {
    return new Promise((resolve) => {
      this.#process.once('message', (published) => resolve(published as Published));
      this.#process.send('take');
    });
  }

  stop(): void {
    this.#process.disconnect();
  }
}

function quantile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
