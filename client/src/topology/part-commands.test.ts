import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { SERVICES } from '../api/api-problem';
import { parseStartedBy } from '../api/started-by';
import { commandNote, partCommands } from './part-commands';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const deploymentOf = (file: string) => parseAllDocuments(read(file))[0]?.toJS();
const textOf = (
  node: string,
  way: 'npm' | 'compose' | 'kubernetes' | 'kubernetes-scale',
  namespace?: string,
) => partCommands(node, { way, namespace }).map(({ command }) => command);

describe.each(SERVICES)('the commands for %s', (service) => {
  it('name a service of compose.yaml', () => {
    expect(Object.keys(parse(read('compose.yaml'), { merge: true }).services)).toContain(service);
    expect(textOf(service, 'compose')).toEqual([
      `docker compose stop ${service}`,
      `docker compose kill ${service}`,
      `docker compose start ${service}`,
    ]);
  });

  it('name a Deployment of infra/k8s, and give it back the pods that it has there', () => {
    const { metadata, spec } = deploymentOf(`infra/k8s/${service}-depl.yaml`);
    expect(textOf(service, 'kubernetes', 'blog')).toEqual([
      `kubectl -n blog scale deployment/${metadata.name} --replicas=0`,
      `kubectl -n blog delete pod -l app=${spec.template.metadata.labels.app} --grace-period=0 --force`,
      `kubectl -n blog scale deployment/${metadata.name} --replicas=${spec.replicas}`,
    ]);
  });

  it('name a workspace', () => {
    expect(JSON.parse(read(`${service}/package.json`)).scripts.start).toBeDefined();
    expect(JSON.parse(read('package.json')).workspaces).toContain(service);
    expect(textOf(service, 'npm')).toEqual([`npm start -w ${service}`]);
  });
});

it('give the bus as many replicas as infra/scale does', () => {
  const { spec } = deploymentOf('infra/scale/event-bus-depl.yaml');
  expect(textOf('event-bus', 'kubernetes-scale').at(-1)).toContain(`--replicas=${spec.replicas}`);
  expect(textOf('query', 'kubernetes-scale')).toEqual(textOf('query', 'kubernetes'));
});

it('are none for what the blog does not run', () => {
  for (const way of ['npm', 'compose', 'kubernetes'] as const) {
    expect(textOf('importer', way)).toEqual([]);
    expect(textOf('toString', way)).toEqual([]);
    expect(commandNote({ way, namespace: undefined })).not.toBe('');
  }
});

it('take the way of starting from the page server, and nothing that is not known', () => {
  expect(parseStartedBy({ startedBy: 'kubernetes', namespace: 'blog-2' })).toEqual({
    way: 'kubernetes',
    namespace: 'blog-2',
  });
  expect(parseStartedBy({ startedBy: 'kubernetes', namespace: 'a; rm -rf /' })).toEqual({
    way: 'kubernetes',
    namespace: undefined,
  });
  for (const other of [null, 'compose', {}, { startedBy: null }, { startedBy: 'systemd' }]) {
    expect(parseStartedBy(other)).toBeNull();
  }
});
