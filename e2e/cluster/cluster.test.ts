import { applySuite } from './apply-suite';
import { busOutageSuite } from './bus-outage-suite';
import { deleteSuite } from './delete-suite';
import { integrationSuite } from './integration-suite';
import { lateServiceSuite } from './late-service-suite';
import { lessonSuite } from './lesson-suite';
import { lostPodsSuite } from './lost-pods-suite';
import { lostServersSuite } from './lost-servers-suite';
import { isScaled } from './manifests';
import { reachSuite } from './reach-suite';
import { rolloutSuite } from './rollout-suite';
import { scaleSuite } from './scale-suite';
import { useCluster } from './use-cluster';

// One namespace for all, in this order: the first suite checks the new deployment, the last deletes everything.
describe('the blog on Kubernetes', () => {
  const cluster = useCluster();
  applySuite(cluster);
  reachSuite(cluster);
  integrationSuite(cluster);
  lostPodsSuite(cluster);
  rolloutSuite(cluster);
  if (isScaled) lostServersSuite(cluster);
  scaleSuite(cluster);
  busOutageSuite(cluster);
  lateServiceSuite(cluster);
  lessonSuite(cluster);
  deleteSuite(cluster);
});
