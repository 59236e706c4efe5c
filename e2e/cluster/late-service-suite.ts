import { resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { eventually } from '../../service-kit/test/eventually';
import { readExample } from '../sixth-service/read-example';
import { forwardPort } from './forward-port';
import type { Kubectl } from './kubectl';
import { queryManifest } from './manifests';
import type { Cluster } from './use-cluster';

const CONTRIBUTING = resolve(__dirname, '../../CONTRIBUTING.md');
/** Not `statistics`: a reader of CONTRIBUTING.md has a Deployment of that name. */
const NAME = 'latecomer';
const CODE = `/app/${NAME}/dist`;

/** The service of CONTRIBUTING.md, deployed on a blog with a history. */
export function lateServiceSuite(cluster: Cluster): void {
  cluster.it('gives a service that joins late all of history, and what is new', async () => {
    const { blog, kubectl, load } = cluster.current;
    await kubectl.apply(codeOf(readExample(CONTRIBUTING)), ...(await deploymentOf(kubectl)));
    await cluster.current.available();
    const forward = await forwardPort(kubectl, `deployment/${NAME}-depl`, 4004);
    const counted = async () => (await fetch(`${forward.url}/statistics`)).json();
    try {
      expect(await counted()).toEqual(countsOf(await blog.log()));
      load.resume();
      await load.moves();
      await load.pause();
      await blog.settled();
      const log = await blog.log();
      await eventually(async () => expect(await counted()).toEqual(countsOf(log)));
    } finally {
      await load.pause();
      await forward.close();
    }
    await kubectl.run('delete', `deployment/${NAME}-depl`, `configmap/${NAME}`);
  });
}

function codeOf(source: string): object {
  const { code } = transformSync(source, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME }, data: { 'main.js': code } };
}

/** The manifests of query with another name and port, and with the code, which is not in the image. */
async function deploymentOf(kubectl: Kubectl): Promise<object[]> {
  const print = ['create', '--dry-run=client', '--output=json', '--filename', queryManifest];
  const { stdout } = await kubectl.run(...print);
  // kubectl prints the objects one after another.
  const objects = stdout.split(/^(?=\{$)/m).map((text) => {
    const renamed = text.replaceAll('query', NAME).replaceAll('4002', '4004');
    return JSON.parse(renamed);
  });
  for (const { kind, spec } of objects) {
    if (kind !== 'Deployment') continue;
    const pod = spec.template.spec;
    const [container] = pod.containers;
    spec.replicas = 1;
    container.image = 'blog-query';
    container.args = [`${CODE}/main.js`];
    container.volumeMounts.push({ name: 'code', mountPath: CODE });
    pod.volumes.push({ name: 'code', configMap: { name: NAME } });
  }
  return objects.filter(({ kind }) => kind === 'Deployment');
}

/** The expected answer of the service, counted independently. */
function countsOf(log: readonly { type: string; data: unknown }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, by = 1) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for (const { type, data } of log) {
    const { content, status } = data as { content: string; status: string };
    if (type === 'PostCreated') add('posts');
    if (type === 'CommentUpdated') add(status);
    if (type === 'CommentCreated') {
      add('comments');
      add('words', content.split(/\s+/).length);
    }
  }
  return counts;
}
