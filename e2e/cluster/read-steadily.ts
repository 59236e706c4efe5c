import type { ClusterUnderTest } from './cluster-under-test';
import { SteadyReader } from './steady-reader';

/**
 * Does what `disturb` does while people read all that has to be there always: query, moderation, the page, and query
 * through the page. @throws Error  one of them was refused, cut or answered with an error of the server
 */
export async function readSteadily(cluster: ClusterUnderTest, disturb: () => Promise<void>): Promise<void> {
  const readers = [
    `${cluster.url('query')}/posts?limit=1`,
    `${cluster.url('moderation')}/openapi.json`,
    `${cluster.url('client')}/`,
    `${cluster.url('client')}/api/query/posts?limit=1`,
  ].map((url) => new SteadyReader(url));
  try {
    await disturb();
  } finally {
    await Promise.all(readers.map((reader) => reader.stop()));
  }
  const faults = readers.flatMap((reader) => reader.faults);
  const answered = readers.reduce((sum, reader) => sum + reader.answered, 0);
  process.stdout.write(`Read ${answered + faults.length} times, ${faults.length} without an answer.\n`);
  if (faults.length > 0) {
    throw new Error(
      `${faults.length} of ${answered + faults.length} reads:\n  ${faults.slice(0, 20).join('\n  ')}`,
    );
  }
}
