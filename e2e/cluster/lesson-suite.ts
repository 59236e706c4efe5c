import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LessonTerminal } from '../harness/lesson-terminal';
import { readLesson } from '../harness/read-lesson';
import { PART_NAMES, type PartName } from '../harness/service-names';
import type { Cluster } from './use-cluster';

const ROOT = resolve(__dirname, '../..');
const LESSON = join(ROOT, 'docs/lessons/7-a-rolling-restart.md');
const { nodePortOf, parts } = require('../../scripts/parts') as {
  nodePortOf(port: number): number;
  parts: readonly { readonly name: string; readonly port: number }[];
};

/** The part that a NodePort belongs to. */
function partAt(nodePort: number): PartName | undefined {
  const found = parts.find(({ port }) => nodePortOf(port) === nodePort);
  return PART_NAMES.find((name) => name === found?.name);
}

/** Runs the commands of the lesson about Kubernetes. */
export function lessonSuite(cluster: Cluster): void {
  cluster.it('does in the lesson what the lesson says', async () => {
    const { current } = cluster;
    const folder = mkdtempSync(join(tmpdir(), 'lesson-'));
    const config = join(folder, 'config');
    writeFileSync(config, (await current.kubectl.run('config', 'view', '--flatten', '--minify')).stdout);
    const { namespace } = current;
    const options = ['config', 'set-context', '--current', `--namespace=${namespace}`];
    execFileSync('kubectl', [`--kubeconfig=${config}`, ...options]);
    const terminal = new LessonTerminal({
      folder,
      env: { KUBECONFIG: config },
      translate: (commands) =>
        commands
          .replaceAll('-f infra/k8s/', current.manifests.args.join(' '))
          .replaceAll(/localhost:(30\d{3})/g, (url, port: string) => {
            const name = partAt(Number(port));
            return name === undefined ? url : new URL(current.url(name)).host;
          }),
    });
    try {
      for (const step of readLesson(readFileSync(LESSON, 'utf8'))) await terminal.run(step);
    } finally {
      await terminal.close();
      rmSync(folder, { recursive: true });
    }
  });
}
