import { once } from 'node:events';
import { eventually } from '../../service-kit/test/eventually';
import type { Kubectl } from './kubectl';

/** Runs `kubectl port-forward` from a free local port until closed. */
export async function forwardPort(
  kubectl: Kubectl,
  target: string,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const child = kubectl.spawn('port-forward', '--address=127.0.0.1', target, `:${port}`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const url = await eventually(() => {
    const found = /Forwarding from (127\.0\.0\.1:\d+)/.exec(output)?.[1];
    if (found === undefined) throw new Error(`kubectl port-forward does not forward: ${output}`);
    return `http://${found}`;
  });
  return {
    url,
    async close() {
      if (child.exitCode === null && child.kill()) await once(child, 'exit');
    },
  };
}
