import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Kubectl } from './kubectl';

/** MANIFESTS is for trying out others. */
const FOLDER = resolve(process.env.MANIFESTS || join(__dirname, '../../infra/k8s'));
const NODE_PORT = /^ *nodePort: *(\d+) *\n/gm;

/** The folder to apply: `infra/k8s` itself, or a copy with ports for the cluster to choose. */
export interface Manifests {
  readonly folder: string;
  delete(): Promise<void>;
}

/** NodePorts belong to the whole cluster: those that another namespace holds, the test must not ask for. */
export async function prepareManifests(kubectl: Kubectl): Promise<Manifests> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  const wanted = texts.flatMap((text) => [...text.matchAll(NODE_PORT)].map(([, port]) => Number(port)));
  const services = await kubectl.get('services', '--all-namespaces');
  const taken = services.flatMap(({ spec }) =>
    spec.ports.map(({ nodePort }: { nodePort?: number }) => nodePort),
  );
  if (!wanted.some((port) => taken.includes(port))) return { folder: FOLDER, delete: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'k8s-'));
  await cp(FOLDER, folder, { recursive: true });
  await Promise.all(
    names.map((name, index) =>
      writeFile(join(folder, name), (texts[index] as string).replace(NODE_PORT, '')),
    ),
  );
  return { folder, delete: () => rm(folder, { recursive: true }) };
}
