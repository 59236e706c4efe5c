import { resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';
import type { Cluster } from './use-cluster';
import { missingImage } from './wait-until-available';

const MANIFEST = resolve(__dirname, '../../infra/verify-job.yaml');
const JOB = 'job/integration';
const WITHIN_MS = 300_000;

/** Runs the integration tests inside the cluster, where the bus can reach their subscribers. */
export function integrationSuite(cluster: Cluster): void {
  cluster.it('passes the integration tests, which run as a Job beside it', async () => {
    const { kubectl } = cluster.current;
    await kubectl.run('apply', '--filename', MANIFEST);
    const end = await eventually(
      async () => {
        const pods = await kubectl.get('pods', '--selector=job-name=integration');
        const image = pods.map(missingImage).find((name) => name !== undefined);
        if (image !== undefined) return { image };
        const { succeeded = 0, failed = 0 } = (await kubectl.get(JOB))[0]?.status ?? {};
        if (succeeded + failed > 0) return { succeeded };
        throw new Error(`The Job has not ended within ${WITHIN_MS} ms.`);
      },
      { withinMs: WITHIN_MS, everyMs: 500 },
    );
    if (end.image !== undefined) {
      throw new Error(
        `The cluster has no image ${end.image}: run "npm run images -- all" and "npm run images:load -- all" first.`,
      );
    }
    const { stdout } = await kubectl.run('logs', JOB);
    if (!end.succeeded) throw new Error(stdout);
    expect(stdout).toMatch(/^\d+ passed, 0 failed$/m);
    process.stdout.write(`The integration tests in the cluster: ${/^\d+ passed.*$/m.exec(stdout)?.[0]}.\n`);
    await kubectl.run('delete', JOB);
  });
}
