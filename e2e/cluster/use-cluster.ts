import { describeTally, isClean, type Tally } from '../faults/tally';
import { ClusterUnderTest } from './cluster-under-test';
import { Kubectl } from './kubectl';
import { saveEvidence } from './save-evidence';

const OPEN_WITHIN_MS = 420_000;

/** The suites' view of the cluster: the cluster once it is open, and `it`, which saves evidence when a test fails. */
export interface Cluster {
  readonly current: ClusterUnderTest;
  it(promise: string, test: () => Promise<void>): void;
  /** A test of a disturbance under load that must cause no loss, no duplicate, and no break of the order. */
  itKeepsAll(promise: string, disturb: () => Promise<void>): void;
}

/** The blog in the namespace and context that `scripts/test-cluster.js` names, and deletes at the end. */
export function useCluster(): Cluster {
  const { KUBE_CONTEXT: context, TEST_NAMESPACE: namespace } = process.env;
  if (context === undefined || namespace === undefined) {
    throw new Error('Expected KUBE_CONTEXT and TEST_NAMESPACE: run "npm run test:cluster".');
  }
  const kubectl = new Kubectl({ context, namespace });
  let open: ClusterUnderTest | undefined;
  beforeAll(async () => {
    try {
      open = await ClusterUnderTest.open(kubectl, namespace);
    } catch (error) {
      await saveEvidence(kubectl, 'the cluster could not be opened');
      throw error;
    }
  }, OPEN_WITHIN_MS);
  afterAll(() => open?.manifests.delete());

  const cluster: Cluster = {
    get current() {
      if (open === undefined) throw new Error('The cluster could not be opened.');
      return open;
    },
    it(promise, test) {
      it(promise, async () => {
        const { current } = cluster;
        try {
          await test();
        } catch (error) {
          const file = await saveEvidence(kubectl, expect.getState().currentTestName ?? promise);
          // Jest reports it only at the end, minutes later.
          process.stdout.write(`Failed: ${promise}\n${error}\nEvidence: ${file}\n`);
          await current.repair();
          throw error;
        }
      });
    },
    itKeepsAll(promise, disturb) {
      cluster.it(promise, async () => {
        const tally: Tally = await cluster.current.underLoad(disturb);
        if (!isClean(tally)) throw new Error(describeTally(tally));
      });
    },
  };
  return cluster;
}
