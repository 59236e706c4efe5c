import { PART_NAMES } from '../harness/service-names';
import { CLAIMS_OF_LOG } from './manifests';
import type { Cluster } from './use-cluster';

/** `kubectl apply -f infra/k8s`, or `-k infra/scale`, and its results. */
export function applySuite(cluster: Cluster): void {
  const names = async (kind: string) => {
    const found = await cluster.current.kubectl.get(kind);
    return found.map(({ metadata }) => metadata.name).sort();
  };

  cluster.it(
    'is applied without a warning, under restricted pod security, and becomes available',
    async () => {
      const { applied, readyAfterMs } = cluster.current;
      process.stdout.write(
        `Everything was available ${(readyAfterMs / 1_000).toFixed(1)} s after kubectl apply.\n`,
      );
      expect(applied.stderr).toBe('');
      expect(applied.stdout.trim().split('\n')).toEqual(
        applied.stdout
          .trim()
          .split('\n')
          .map(() => expect.stringMatching(/ created$/)),
      );
    },
  );

  cluster.it('changes nothing when it is applied again', async () => {
    const { kubectl, manifests } = cluster.current;
    const again = await kubectl.run('apply', ...manifests.args);
    // The selector of a disruption budget and the claims of a StatefulSet are always sent whole, so kubectl always reports them
    // as configured.
    const lines = again.stdout.trim().split('\n');
    const others = lines.filter((line) => !/^(poddisruptionbudget\.policy|statefulset\.apps)\//.test(line));
    expect(others).toEqual(others.map(() => expect.stringMatching(/ unchanged$/)));
    expect(again.stderr).toBe('');
    expect((await kubectl.run('diff', ...manifests.args)).stdout).toBe('');
  });

  cluster.it('has the deployments, services and volume claims that the course knows', async () => {
    const deployments = PART_NAMES.map((name) => `${name}-depl`);
    const services = PART_NAMES.flatMap((name) => [`${name}-clusterip-srv`, `${name}-srv`]);
    const claims = ['comments-data', ...CLAIMS_OF_LOG, 'posts-data'];
    // You may have added your own service.
    expect(await names('deployments')).toEqual(expect.arrayContaining(deployments));
    expect(await names('services')).toEqual(expect.arrayContaining(services));
    expect(await names('pvc')).toEqual(expect.arrayContaining(claims));
    for (const { status } of await cluster.current.kubectl.get('pvc')) expect(status.phase).toBe('Bound');
  });

  cluster.it('runs its pods without a restart, each found by its label', async () => {
    const { kubectl } = cluster.current;
    const { stdout } = await kubectl.run('get', 'pods', '--selector=app=query', '--no-headers');
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^query-depl-\S+ +1\/1 +Running +0 /),
      expect.stringMatching(/^query-depl-\S+ +1\/1 +Running +0 /),
    ]);
    const pods = await kubectl.get('pods');
    expect(pods.flatMap(({ status }) => status.containerStatuses.map(restarts))).toEqual(pods.map(() => 0));
  });

  cluster.it('is described with its probes, its limits and what has happened to it', async () => {
    const { kubectl } = cluster.current;
    const described = (await kubectl.run('describe', 'deployment/posts-depl')).stdout;
    expect(described).toMatch(/^StrategyType: +Recreate$/m);
    expect(described).toMatch(/Readiness: +http-get http:\/\/:http\/readyz/);
    expect(described).toMatch(/Limits:\n +cpu:/);
    expect(described).toMatch(/ScalingReplicaSet/);
    const { stdout: events } = await kubectl.run('get', 'events', '--field-selector=type=Normal');
    expect(events).toMatch(/Started +pod\/posts-depl-/);
  });
}

const restarts = ({ restartCount }: { restartCount: number }) => restartCount;
