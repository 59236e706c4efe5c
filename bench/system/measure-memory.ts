import { BlogLoad } from '../../e2e/faults/blog-load';
import { SeededRandom } from '../../e2e/faults/seeded-random';
import { BlogSystem } from '../../e2e/harness/blog-system';
import { SERVICE_NAMES } from '../../e2e/harness/service-names';
import { eventually } from '../../service-kit/test/eventually';
import { processMemory } from '../scale/process-memory';

const WRITES = 10_000;
/** A part is killed each time this many more posts and comments were accepted. */
const WRITES_BETWEEN_KILLS = 1_000;
const ENOUGH = { withinMs: 120_000, everyMs: 100 };

/**
 * Measures the memory of every part: idle, and after 10,000 posts and comments while the services are killed in turn. Prints a
 * row for each part, in MB (10^6 bytes), and the sum.
 */
async function main(): Promise<void> {
  const blog = await BlogSystem.start({ page: true });
  const parts = [...Object.values(blog.services), ...(blog.page ? [blog.page] : [])];
  const measure = () => parts.map(({ pid }) => (processMemory(pid).rssMiB * 1024 * 1024) / 1e6);
  try {
    await blog.settled();
    const atRest = measure();
    const load = new BlogLoad(blog, new SeededRandom(process.env.SEED ?? 'memory'));
    load.resume();
    for (let written = 0; written < WRITES; written += WRITES_BETWEEN_KILLS) {
      const { size } = load.accepted.created;
      await eventually(() => {
        const more = load.accepted.created.size - size;
        if (more < WRITES_BETWEEN_KILLS) throw new Error(`Only ${more} more were accepted.`);
      }, ENOUGH);
      const victim = SERVICE_NAMES[(written / WRITES_BETWEEN_KILLS) % SERVICE_NAMES.length];
      if (victim !== undefined && written + WRITES_BETWEEN_KILLS < WRITES)
        await blog.services[victim].restart();
    }
    await load.pause();
    await blog.settled();
    const after = measure();
    const line = (name: string, values: readonly (number | undefined)[]) =>
      [name.padEnd(12), ...values.map((value = 0) => Math.round(value).toString().padStart(8))].join('');
    console.log(`${''.padEnd(12)} at rest   after, MB`);
    for (const [index, { name }] of parts.entries()) console.log(line(name, [atRest[index], after[index]]));
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    console.log(line('together', [sum(atRest), sum(after)]));
  } finally {
    await blog.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
