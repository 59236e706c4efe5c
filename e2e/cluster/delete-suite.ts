import { eventually } from '../../service-kit/test/eventually';
import { CLAIMS_OF_LOG, isScaled } from './manifests';
import type { Cluster } from './use-cluster';

/** The claims of a StatefulSet outlive it: they hold the log. */
const CLAIMS_LEFT = isScaled ? CLAIMS_OF_LOG : [];

/** `kubectl delete -f infra/k8s`, or `-k infra/scale`. */
export function deleteSuite(cluster: Cluster): void {
  cluster.it('is gone without a trace, but for the claims of a StatefulSet, when it is deleted', async () => {
    const { kubectl, manifests } = cluster.current;
    // The Job that creates the passwords is removed automatically some minutes after it has finished.
    await kubectl.run('delete', ...manifests.args, '--ignore-not-found');
    const kinds = 'deployments,statefulsets,jobs,services,pods,secrets,roles,networkpolicies,pdb,pvc';
    await eventually(
      async () => {
        const left = (await kubectl.get(kinds)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        expect(left).toEqual(CLAIMS_LEFT.map((name) => `PersistentVolumeClaim ${name}`));
      },
      { withinMs: 120_000, everyMs: 250 },
    );
  });
}
