import { PART_NAMES } from '../harness/service-names';
import type { Cluster } from './use-cluster';

/** Pods are stopped, gracefully or immediately, while people write. */
export function lostPodsSuite(cluster: Cluster): void {
  const deletePods = async (name: string, ...how: string[]) => {
    await cluster.current.kubectl.run('delete', 'pods', `--selector=app=${name}`, ...how);
    await cluster.current.available();
  };

  for (const name of PART_NAMES) {
    cluster.itKeepsAll(
      `loses nothing when the pods of ${name} are deleted, gracefully and immediately`,
      async () => {
        await deletePods(name);
        await cluster.current.load.moves();
        await deletePods(name, '--force', '--grace-period=0');
        await cluster.current.forgetKilled();
      },
    );
  }

  cluster.it('has everything again in a query pod whose disk is empty, before it is asked', async () => {
    const { blog } = cluster.current;
    await blog.settled();
    const before = await blog.posts();
    expect(before.length).toBeGreaterThan(0);
    await deletePods('query');
    expect(await cluster.current.patiently(() => blog.posts())).toEqual(before);
  });
}
