import { PART_NAMES } from '../harness/service-names';
import { readSteadily } from './read-steadily';
import type { Cluster } from './use-cluster';

/** Rollouts of a part while people write and read. */
export function rolloutSuite(cluster: Cluster): void {
  for (const name of PART_NAMES) {
    cluster.itKeepsAll(`loses nothing and refuses no reader while ${name} is rolled out again`, async () => {
      const { kubectl } = cluster.current;
      const deployment = `deployment/${name}-depl`;
      const revisions = async () =>
        (await kubectl.run('rollout', 'history', deployment)).stdout.match(/^\d+/gm)?.length ?? 0;
      const before = await revisions();
      await readSteadily(cluster.current, async () => {
        await kubectl.run('rollout', 'restart', deployment);
        const { stdout } = await kubectl.run('rollout', 'status', deployment, '--timeout=180s');
        expect(stdout).toMatch(/successfully rolled out$/m);
        await cluster.current.available();
      });
      expect(await revisions()).toBe(before + 1);
    });
  }
}
