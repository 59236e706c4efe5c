import { eventually } from '../../service-kit/test/eventually';
import { auditBlog } from '../faults/audit-blog';
import { auditModeration } from '../faults/audit-moderation';
import { BlogLoad } from '../faults/blog-load';
import { runSeed } from '../faults/run-fault';
import { SeededRandom } from '../faults/seeded-random';
import { sumTallies, type Tally } from '../faults/tally';
import { Blog } from '../harness/blog';
import { PART_NAMES, type PartName } from '../harness/service-names';
import type { Kubectl, KubectlOutput } from './kubectl';
import { type Manifests, prepareManifests } from './manifests';
import { nodeAddress } from './node-address';
import { waitUntilAvailable } from './wait-until-available';

/** Keeps the log small enough to read it whole after each test: about 40 requests per second. */
const AUTHOR_PAUSE_MS = 100;
/** A connection to a pod that is gone may stay unanswered for minutes. */
const ANSWER_MS_MAX = 10_000;
const PATIENCE_MS = 60_000;
const RESTRICTED = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);

/** The blog on a real cluster, in its own namespace, and people who write continuously when asked to. */
export class ClusterUnderTest {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly manifests: Manifests;
  readonly blog: Blog;
  readonly load: BlogLoad;
  /** The output of the first `kubectl apply`, and the time from there until everything was available. */
  readonly applied: KubectlOutput;
  readonly readyAfterMs: number;

  private constructor(found: {
    kubectl: Kubectl;
    namespace: string;
    manifests: Manifests;
    blog: Blog;
    applied: KubectlOutput;
    readyAfterMs: number;
  }) {
    this.kubectl = found.kubectl;
    this.namespace = found.namespace;
    this.manifests = found.manifests;
    this.blog = found.blog;
    this.applied = found.applied;
    this.readyAfterMs = found.readyAfterMs;
    const random = new SeededRandom(`${runSeed()}/cluster`);
    this.load = new BlogLoad(found.blog, random, { pauseMs: AUTHOR_PAUSE_MS });
  }

  /** Applies the manifests in a new namespace; resolves once everything is available. */
  static async open(kubectl: Kubectl, namespace: string): Promise<ClusterUnderTest> {
    const labels = Object.fromEntries(RESTRICTED);
    await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
    const manifests = await prepareManifests(kubectl);
    const beganMs = Date.now();
    const applied = await kubectl.run('apply', ...manifests.args);
    await waitUntilAvailable(kubectl);
    const readyAfterMs = Date.now() - beganMs;
    const ports = await nodePorts(kubectl);
    const address = await nodeAddress(kubectl, ports.client);
    const urls = PART_NAMES.map((name) => [name, `http://${address}:${ports[name]}`]);
    const blog = new Blog(Object.fromEntries(urls), { answerMsMax: ANSWER_MS_MAX });
    return new ClusterUnderTest({ kubectl, namespace, manifests, blog, applied, readyAfterMs });
  }

  /** URL of a part from outside the cluster. */
  url(name: PartName): string {
    return name === 'client' ? this.blog.pageUrl : this.blog.url(name);
  }

  /** Sets the number of pods of a part, and waits until it has exactly those. */
  async scale(name: PartName, replicas: number): Promise<void> {
    await this.kubectl.run('scale', `deployment/${name}-depl`, `--replicas=${replicas}`);
    await waitUntilAvailable(this.kubectl);
  }

  /** The desired number of pods of a part. */
  async replicas(name: PartName): Promise<number> {
    const [deployment] = await this.kubectl.get(`deployment/${name}-depl`);
    return deployment?.spec.replicas;
  }

  /** Waits until every Deployment and StatefulSet has all its pods. */
  available(): Promise<void> {
    return waitUntilAvailable(this.kubectl);
  }

  /** Makes the bus forget the killed query pods: unlike stopped ones, they could not sign off. */
  async forgetKilled(): Promise<void> {
    await this.patiently(async () => {
      const pods = await this.kubectl.get('pods', '--selector=app=query');
      for (const { name, instance = '', state } of await this.blog.subscribers()) {
        const isThere = pods.some(({ metadata }) => instance.startsWith(metadata.name));
        if (name !== 'query' || isThere) continue;
        if (state !== 'down') throw new Error(`The bus still takes ${instance} for ${state}.`);
        await this.blog.forget('query', instance);
      }
    });
  }

  /** Runs `disturb` while people write, before, during and after it; then audits everything. */
  async underLoad(disturb: () => Promise<void>): Promise<Tally> {
    this.load.resume();
    try {
      await this.load.moves();
      await disturb();
      await this.load.moves();
    } finally {
      await this.load.pause();
    }
    return this.patiently(() => this.audit());
  }

  /** Retries a request that was refused or not answered: traffic may still be routed to a pod that was just lost. */
  patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
    return eventually(ask, { withinMs: PATIENCE_MS, everyMs: 250 });
  }

  /** Checks that everything accepted is there, every state is the fold of the log, and each comment was decided once. */
  async audit(): Promise<Tally> {
    const tally = await auditBlog(this.blog, this.load.accepted);
    return sumTallies([tally, auditModeration(await this.blog.log())]);
  }

  /** Cleans up after a failed test. */
  async repair(): Promise<void> {
    await this.load.pause();
    await this.kubectl.run('apply', ...this.manifests.args);
    await this.available();
  }
}

async function nodePorts(kubectl: Kubectl): Promise<Record<PartName, number>> {
  const services = await kubectl.get('services', ...PART_NAMES.map((name) => `${name}-srv`));
  const ports = services.map(({ spec }) => spec.ports[0].nodePort as number);
  return Object.fromEntries(PART_NAMES.map((name, index) => [name, ports[index]])) as Record<
    PartName,
    number
  >;
}
