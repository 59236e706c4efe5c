import { SERVICES, type Service } from '../api/api-problem';
import type { StartedBy } from '../api/started-by';

/** A command to copy, and what it does. */
export interface PartCommand {
  readonly label: string;
  readonly command: string;
}

/** Replicas of each Deployment in infra/k8s. */
const REPLICAS: Record<Service, number> = {
  posts: 1,
  comments: 1,
  query: 2,
  moderation: 2,
  'event-bus': 1,
};
/** With infra/scale. */
const SCALED_BUS_REPLICAS = 3;

/** The commands that stop, kill and start a part where it runs; none for a node outside the blog. */
export function partCommands(node: string, { way, namespace }: StartedBy): readonly PartCommand[] {
  const service = SERVICES.find((each) => each === node);
  if (service === undefined) return [];
  if (way === 'npm') return [{ label: 'Start it, in the repository', command: `npm start -w ${service}` }];
  if (way === 'compose') {
    return [
      { label: 'Stop', command: `docker compose stop ${service}` },
      { label: 'Kill', command: `docker compose kill ${service}` },
      { label: 'Start', command: `docker compose start ${service}` },
    ];
  }
  const kubectl = namespace === undefined ? 'kubectl' : `kubectl -n ${namespace}`;
  const isScaledBus = way === 'kubernetes-scale' && service === 'event-bus';
  const replicas = isScaledBus ? SCALED_BUS_REPLICAS : REPLICAS[service];
  const scale = `${kubectl} scale deployment/${service}-depl`;
  return [
    { label: 'Stop', command: `${scale} --replicas=0` },
    {
      label: 'Kill; Kubernetes starts another',
      command: `${kubectl} delete pod -l app=${service} --grace-period=0 --force`,
    },
    { label: 'Start', command: `${scale} --replicas=${replicas}` },
  ];
}

/** What to know before running the commands. */
export function commandNote({ way }: StartedBy): string {
  if (way === 'npm') return 'Ctrl-C in its terminal stops it.';
  return way === 'compose' ? 'Run it in the folder of compose.yaml.' : 'Needs access to this cluster.';
}
