import { eventually } from '../../service-kit/test/eventually';
import type { Kubectl, KubeObject } from './kubectl';

const WITHIN_MS = 240_000;
const IMAGE_MISSING = ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName'];

/** The image that a pod cannot pull. */
export function missingImage({ status }: KubeObject): string | undefined {
  const waits = status.containerStatuses?.find(({ state }: { state: { waiting?: { reason: string } } }) =>
    IMAGE_MISSING.includes(state.waiting?.reason ?? ''),
  );
  return waits?.image;
}

/**
 * Waits until every Deployment and StatefulSet has all its replicas, every claim its volume, and no old pod is left. @throws
 * Error  an image is missing
 */
export async function waitUntilAvailable(kubectl: Kubectl): Promise<void> {
  const missing = await eventually(
    async () => {
      const found = await kubectl.get('deployments,statefulsets,pods,pvc');
      const images = found.flatMap((object) => (object.kind === 'Pod' ? (missingImage(object) ?? []) : []));
      if (images.length > 0) return images;
      const workloads = found.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
      const behind = workloads.filter(({ spec, status }) =>
        ['replicas', 'updatedReplicas', 'availableReplicas'].some(
          (count) => (status[count] ?? 0) !== spec.replicas,
        ),
      );
      const pods = found.filter(({ kind, metadata }) => kind === 'Pod' && 'deletionTimestamp' in metadata);
      const claims = found.filter(
        ({ kind, status }) => kind === 'PersistentVolumeClaim' && status.phase !== 'Bound',
      );
      const waiting = [...behind, ...pods, ...claims].map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      if (waiting.length > 0) throw new Error(`Not there yet: ${waiting.join(', ')}`);
      return [];
    },
    { withinMs: WITHIN_MS, everyMs: 250 },
  );
  if (missing.length > 0) {
    const images = [...new Set(missing)].join(', ');
    throw new Error(
      `The cluster has no image ${images}: for those of the blog run "npm run images -- all" and "npm run images:load -- all" first; ` +
        'it could not pull any other.',
    );
  }
}
