import { eventually } from '../../service-kit/test/eventually';
import type { Cluster } from './use-cluster';

/** `kubectl delete -f infra/k8s`. */
export function deleteSuite(cluster: Cluster): void {
  cluster.it('is gone without a trace when its manifests are deleted', async () => {
    const { kubectl, manifests } = cluster.current;
    await kubectl.run('delete', '--filename', manifests.folder);
    await eventually(
      async () => expect(await kubectl.get('deployments,services,pods,pvc,networkpolicies,pdb')).toEqual([]),
      { withinMs: 60_000, everyMs: 250 },
    );
  });
}
