import type { Kubectl } from './kubectl';

/**
 * The address at which the NodePorts answer: NODE_ADDRESS, this machine (kind with its ports mapped, Docker Desktop, k3d), or
 * the node (minikube). @throws Error  none does
 */
export async function nodeAddress(kubectl: Kubectl, port: number): Promise<string> {
  const nodes = await kubectl.get('nodes');
  const internal = nodes.flatMap(({ status }) =>
    status.addresses.flatMap(({ type, address }: Record<string, string>) =>
      type === 'InternalIP' ? [address] : [],
    ),
  );
  const candidates: string[] = process.env.NODE_ADDRESS
    ? [process.env.NODE_ADDRESS]
    : ['127.0.0.1', ...internal];
  for (const address of candidates) {
    const url = `http://${address}:${port}/healthz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return address;
  }
  throw new Error(
    `NodePort ${port} answers at none of ${candidates.join(', ')}: set NODE_ADDRESS to where it does ` +
      '(kind needs extraPortMappings for each, minikube on macOS and Windows a driver with an address).',
  );
}
