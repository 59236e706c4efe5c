import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kubectl } from './kubectl';

const FAILURES = join(__dirname, '../.failures');
const LOG_LINES = '--tail=300';

/** Saves the cluster's state when a test failed, in `e2e/.failures/<test>.txt`. */
export async function saveEvidence(kubectl: Kubectl, test: string): Promise<string> {
  const pods = await kubectl.get('pods').catch(() => []);
  const commands = [
    ['get', 'all,pvc,configmaps,networkpolicies', '--output=wide'],
    ['get', 'events', '--sort-by=.lastTimestamp'],
    ['describe', 'pods'],
    ...pods.flatMap(({ metadata, status }) => {
      const again = status.containerStatuses?.some(
        ({ restartCount }: { restartCount: number }) => restartCount > 0,
      );
      return [
        ['logs', metadata.name, LOG_LINES],
        ...(again ? [['logs', metadata.name, LOG_LINES, '--previous']] : []),
      ];
    }),
  ];
  const sections: string[] = [];
  for (const command of commands) {
    const { stdout, stderr } = await kubectl
      .run(...command)
      .catch((error: Error) => ({ stdout: '', stderr: error.message }));
    sections.push(`$ kubectl ${command.join(' ')}\n${stdout}${stderr}`);
  }
  await mkdir(FAILURES, { recursive: true });
  const file = join(FAILURES, `${test.replace(/[^\w]+/g, '-').slice(0, 100)}.txt`);
  await writeFile(file, sections.join('\n'));
  return file;
}
