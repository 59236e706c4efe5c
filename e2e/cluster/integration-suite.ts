import { eventually } from '../../service-kit/test/eventually';
import { urlVariable } from '../harness/url-variable';
import { PART_NAMES } from './cluster-under-test';
import type { Cluster } from './use-cluster';
import { missingImage } from './wait-until-available';

const NAME = 'integration-tests';
const WITHIN_MS = 300_000;

/** The integration tests of every way to run the system, from inside: there the bus reaches what they subscribe. */
export function integrationSuite(cluster: Cluster): void {
  cluster.it('passes the integration tests, which run as a Job beside it', async () => {
    const { kubectl } = cluster.current;
    const services = await kubectl.get('services', ...PART_NAMES.map((name) => `${name}-clusterip-srv`));
    const env = services.map(({ metadata, spec }, index) => ({
      name: urlVariable(PART_NAMES[index] as (typeof PART_NAMES)[number]),
      value: `http://${metadata.name}:${spec.ports[0].port}`,
    }));
    await kubectl.apply(job(env));
    const status = await eventually(
      async () => {
        const [{ status }, pods] = [
          (await kubectl.get(`job/${NAME}`))[0] as { status: { succeeded?: number; failed?: number } },
          await kubectl.get('pods', `--selector=job-name=${NAME}`),
        ];
        const image = pods.map(missingImage).find((name) => name !== undefined);
        if (image !== undefined) return { image };
        if (status.succeeded || status.failed) return status;
        throw new Error(`The Job has not ended within ${WITHIN_MS} ms.`);
      },
      { withinMs: WITHIN_MS, everyMs: 500 },
    );
    if ('image' in status) {
      throw new Error(
        `The cluster has no image ${status.image}: run "npm run images" and "npm run images:load" first.`,
      );
    }
    const { stdout } = await kubectl.run('logs', `job/${NAME}`);
    if (!status.succeeded) throw new Error(stdout);
    expect(stdout).toMatch(/^\d+ passed, 0 failed$/m);
    process.stdout.write(`The integration tests in the cluster: ${/^\d+ passed.*$/m.exec(stdout)?.[0]}.\n`);
    await kubectl.run('delete', `job/${NAME}`);
  });
}

function job(env: readonly { name: string; value: string }[]): object {
  const podAddress = { name: 'TEST_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
  const container = {
    name: 'e2e',
    image: 'blog-e2e',
    imagePullPolicy: 'IfNotPresent',
    env: [...env, podAddress],
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: NAME },
    spec: {
      backoffLimit: 0,
      template: {
        // By this label the bus may call it (infra/k8s/network-policies.yaml).
        metadata: { labels: { 'hears-event-bus': 'true' } },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}
