import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Kubectl } from './kubectl';

const PLAIN = join(__dirname, '../../infra/k8s');
/** MANIFESTS selects other manifests: a folder of files, or one with a kustomization, such as infra/scale. */
const FOLDER = resolve(process.env.MANIFESTS || PLAIN);
const isKustomized = existsSync(join(FOLDER, 'kustomization.yaml'));
const NODE_PORT = /^ *nodePort: *(\d+) *\n/gm;

/** Whether the log is in NATS and the bus runs in replicas. */
export const isScaled = existsSync(join(FOLDER, 'nats-sts.yaml'));
/** The claims that hold the log. */
export const CLAIMS_OF_LOG = isScaled ? ['data-nats-0', 'data-nats-1', 'data-nats-2'] : ['event-bus-data'];
/** The file with the Deployment of query. */
export const queryManifest = join(isKustomized ? PLAIN : FOLDER, 'query-depl.yaml');

/** Arguments for `kubectl apply`, `diff` and `delete`: the folder itself, or a copy that lets the cluster choose ports. */
export interface Manifests {
  readonly args: readonly [option: string, from: string];
  delete(): Promise<void>;
}

/** NodePorts are shared by the whole cluster: the test must not request those of another namespace. */
export async function prepareManifests(kubectl: Kubectl): Promise<Manifests> {
  const text = isKustomized ? (await kubectl.run('kustomize', FOLDER)).stdout : await readAll();
  const wanted = [...text.matchAll(NODE_PORT)].map(([, port]) => Number(port));
  const services = await kubectl.get('services', '--all-namespaces');
  const taken = services.flatMap(({ spec }) =>
    spec.ports.map(({ nodePort }: { nodePort?: number }) => nodePort),
  );
  if (!wanted.some((port) => taken.includes(port))) {
    return { args: [isKustomized ? '--kustomize' : '--filename', FOLDER], delete: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'k8s-'));
  await writeFile(join(folder, 'all.yaml'), text.replace(NODE_PORT, ''));
  return { args: ['--filename', folder], delete: () => rm(folder, { recursive: true }) };
}

async function readAll(): Promise<string> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  return texts.join('\n---\n');
}
