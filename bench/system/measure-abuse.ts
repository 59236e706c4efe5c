import { ATTACKS } from '../../e2e/faults/abuse/attacks';
import { SeededRandom } from '../../e2e/faults/seeded-random';
import { BlogSystem } from '../../e2e/harness/blog-system';
import { processMemory } from '../scale/process-memory';

const QUIET_MS = 8_000;
const BETWEEN_PUBLISHES_MS = 10;
const LOOK_MS = 50;

/**
 * Measures what every attack of the abuse fault at once (or those named as arguments) costs others: the time of an honest publish (one at a time, every
 * 10 ms) before and meanwhile, in ms, and the bus's memory at its most, in MiB.
 */
async function main(): Promise<void> {
  const blog = await BlogSystem.start();
  const bus = blog.services['event-bus'];
  let mostMiB = 0;
  const looking = setInterval(() => {
    mostMiB = Math.max(mostMiB, processMemory(bus.pid).rssMiB);
  }, LOOK_MS);
  try {
    const stopQuiet = new AbortController();
    setTimeout(() => stopQuiet.abort(), QUIET_MS);
    const quiet = await publishUntil(bus.url, stopQuiet.signal);
    const stopAttacked = new AbortController();
    const publishing = publishUntil(bus.url, stopAttacked.signal);
    const random = new SeededRandom(process.env.SEED ?? 'abuse');
    const asked = process.argv.slice(2);
    const chosen = ATTACKS.filter(({ name }) => asked.length === 0 || asked.includes(name));
    const attacks = chosen.map((attack) => attack.run(blog, random.for(attack.name)));
    await Promise.all(attacks).finally(() => stopAttacked.abort());
    const attacked = await publishing;
    for (const service of Object.values(blog.services)) await service.ready();
    const line = (what: string, { times, refused }: Published) =>
      `${what.padEnd(9)} ${quantile(times, 0.5).padStart(7)} ${quantile(times, 0.99).padStart(7)}  ` +
      `${times.length} publishes, ${refused} refused or cut`;
    console.log(`${''.padEnd(9)}  median     p99  ms`);
    console.log(line('quiet', quiet));
    console.log(line('attacked', attacked));
    console.log(`the bus: ${Math.round(mostMiB)} MiB at its most; every service is ready`);
  } finally {
    clearInterval(looking);
    await blog.stop();
  }
}

interface Published {
  readonly times: readonly number[];
  readonly refused: number;
}

async function publishUntil(url: string, signal: AbortSignal): Promise<Published> {
  const times: number[] = [];
  let refused = 0;
  while (!signal.aborted) {
    const startMs = performance.now();
    const answer = await fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'Measured', data: { honest: true } }),
    }).catch(() => undefined);
    if (answer?.ok) times.push(performance.now() - startMs);
    else refused += 1;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_PUBLISHES_MS));
  }
  return { times, refused };
}

function quantile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
