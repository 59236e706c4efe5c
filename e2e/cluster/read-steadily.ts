import type { ClusterUnderTest } from './cluster-under-test';
import { SteadyReader } from './steady-reader';

/**
 * Runs `disturb` while people read everything that must stay available: query, moderation, the page, and query through the
 * page. @throws Error  a read was refused, cut off or answered with a server error
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
  const failures = readers.flatMap((reader) => reader.failures);
  const answered = readers.reduce((sum, reader) => sum + reader.answered, 0);
  process.stdout.write(`Read ${answered + failures.length} times, ${failures.length} without an answer.\n`);
  if (failures.length > 0) {
    throw new Error(
      `${failures.length} of ${answered + failures.length} reads:\n  ${failures.slice(0, 20).join('\n  ')}`,
    );
  }
}
