import { describeTally, isClean } from '../faults/tally';
import type { ClusterUnderTest } from './cluster-under-test';
import { PatientCallers } from './patient-callers';
import type { Cluster } from './use-cluster';

const SERVERS = ['nats-0', 'nats-1', 'nats-2'];
/** Killed after 1 s. `--force` would start another server on the same volume while the first still writes. */
const AT_ONCE = ['--grace-period=1'];

/** Any nats-server or replica of the bus may be lost. */
export function lostServersSuite(cluster: Cluster): void {
  const lose = async (...podsAndHow: string[]) => {
    await cluster.current.kubectl.run('delete', 'pods', ...podsAndHow);
    await cluster.current.available();
  };

  for (const server of SERVERS) {
    cluster.itKeepsAll(`answers within 5 s, and loses nothing, when ${server} is deleted immediately`, () =>
      callPatiently(cluster.current, () => lose(server, ...AT_ONCE)),
    );
  }

  cluster.itKeepsAll(
    'answers within 5 s, and loses nothing, when the leader of the bus is deleted immediately',
    () =>
      callPatiently(cluster.current, async () => {
        await lose(await leader(cluster.current), ...AT_ONCE);
        await lose(await leader(cluster.current), ...AT_ONCE);
        await cluster.current.forgetKilled();
      }),
  );

  for (const workload of ['statefulset/nats', 'deployment/event-bus-depl']) {
    cluster.itKeepsAll(`answers within 5 s, and loses nothing, while ${workload} is rolled out again`, () =>
      callPatiently(cluster.current, async () => {
        const { kubectl } = cluster.current;
        await kubectl.run('rollout', 'restart', workload);
        await kubectl.run('rollout', 'status', workload, '--timeout=300s');
        await cluster.current.available();
      }),
    );
  }

  cluster.itKeepsAll(
    'loses nothing, and resumes by itself, when two of three servers are deleted at once',
    () => lose('nats-0', 'nats-1', ...AT_ONCE),
  );

  cluster.itKeepsAll('loses nothing when every server and every replica of the bus are deleted at once', () =>
    lose('--selector=app in (nats, event-bus)', ...AT_ONCE),
  );

  cluster.it('has the same passwords after it is applied again', async () => {
    const { kubectl, manifests } = cluster.current;
    const data = async () =>
      (await kubectl.run('get', 'secret/nats-credentials', '--output=jsonpath={.data}')).stdout;
    const before = await data();
    await kubectl.run('delete', 'job/nats-credentials', '--ignore-not-found');
    await kubectl.run('apply', ...manifests.args);
    await kubectl.run('wait', '--for=condition=Complete', 'job/nats-credentials', '--timeout=120s');
    expect(Object.keys(JSON.parse(before))).toEqual(['LOG_URL', 'passwords.conf']);
    expect(await data()).toBe(before);
  });
}

/** Runs `disturb` while others call the bus. @throws Error  an answer took more than 5 s, or something was lost */
async function callPatiently(cluster: ClusterUnderTest, disturb: () => Promise<void>): Promise<void> {
  const callers = new PatientCallers(cluster.url('event-bus'));
  try {
    await disturb();
  } finally {
    await callers.stop();
  }
  const { answered, failures, slowestMs } = callers;
  process.stdout.write(`Called ${answered} times; the slowest answer took ${Math.round(slowestMs)} ms.\n`);
  if (failures.length > 0)
    throw new Error(`${failures.length} calls took too long:\n  ${failures.join('\n  ')}`);
  const tally = callers.audit(await cluster.blog.log());
  if (!isClean(tally)) throw new Error(describeTally(tally));
}

/** The pod of the bus's leader. */
function leader(cluster: ClusterUnderTest): Promise<string> {
  return cluster.patiently(async () => {
    const answer = await fetch(`${cluster.url('event-bus')}/readyz`);
    const { checks } = (await answer.json()) as { checks: { leader: { url: string | null } } };
    const pods = await cluster.kubectl.get('pods', '--selector=app=event-bus');
    const found = pods.find(({ status }) => checks.leader.url === `http://${status.podIP}:4005`);
    if (found === undefined) throw new Error(`No pod leads; ${checks.leader.url} was said to.`);
    return found.metadata.name;
  });
}
