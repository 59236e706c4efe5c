'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { parse, parseAllDocuments } = require('yaml');
const { findProgram } = require('../scripts/find-program');
const { parts } = require('../scripts/parts');
const { EVENT_BYTES_MAX } = require('../service-kit/src/event-batch');
const { expectRestricted } = require('./expect-restricted');
const { makeCredentials } = require('./scale/make-credentials');

const FOLDER = path.join(__dirname, 'scale');
const BASE = path.join(__dirname, 'k8s');
const PART_OF = 'microservices-blog';
const SERVERS = ['nats-0', 'nats-1', 'nats-2'];
const BUS_PORT = parts.find(({ name }) => name === 'event-bus').port;

const text = (folder, file) => readFileSync(path.join(folder, file), 'utf8');
const objectsIn = (folder, file) =>
  parseAllDocuments(text(folder, file), { version: '1.1' }).map((document) => document.toJS());
const { resources, patches, configMapGenerator } = parse(text(FOLDER, 'kustomization.yaml'));
const files = resources.filter((resource) => resource !== '../k8s');
const all = files.flatMap((file) => objectsIn(FOLDER, file));
const find = (kind, name) => all.find((object) => object.kind === kind && object.metadata.name === name);
const [busPatch] = objectsIn(FOLDER, 'event-bus-depl.yaml');
const nats = find('StatefulSet', 'nats');
const [copyJob] = objectsIn(__dirname, 'copy-log-job.yaml');
const [server] = nats.spec.template.spec.containers;
const conf = text(FOLDER, 'nats.conf');
const setting = (name) => new RegExp(`^ *${name}: *"?([^"\\n]+)`, 'm').exec(conf)?.[1];
const MIB = 1024 * 1024;

it('build on infra/k8s/, and hold nothing that is not used', () => {
  const used = [
    ...files,
    ...patches.flatMap((patch) => patch.path ?? []),
    ...configMapGenerator.flatMap((map) => map.files),
  ];
  expect(resources).toContain('../k8s');
  expect(readdirSync(FOLDER).sort()).toEqual(['kustomization.yaml', ...used].sort());
});

it('change nothing of infra/k8s/ but the bus, and what the page says of it', () => {
  const patched = patches.map((patch) =>
    patch.path === undefined ? parse(patch.patch) : objectsIn(FOLDER, patch.path)[0],
  );
  expect(patched.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Deployment event-bus-depl',
    'Deployment client-depl',
    'PersistentVolumeClaim event-bus-data',
  ]);
  const base = readdirSync(BASE).flatMap((file) => (file.endsWith('.yaml') ? objectsIn(BASE, file) : []));
  const names = base.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const added = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(added.filter((name) => names.includes(name))).toEqual([]);
});

it('are objects that can be applied anywhere', () => {
  for (const { metadata } of all) {
    expect(metadata.namespace).toBeUndefined();
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': PART_OF });
  }
});

it('can be applied without the bus, so that a log is there before it starts', () => {
  const others = all.filter(({ metadata }) => !['nats', 'nats-credentials'].includes(metadata.labels.app));
  expect(others.map(({ metadata }) => metadata.name)).toEqual(['event-bus-pdb']);
});

it('have the log copied from the claim of infra/k8s/ to where the bus looks for it', () => {
  const { containers, volumes } = copyJob.spec.template.spec;
  const { env } = busPatch.spec.template.spec.containers[0];
  const names = containers[0].env.map(({ name }) => name);
  expect(names).toEqual(['LOG_URL', 'LOG_REPLICAS']);
  for (const setting of containers[0].env) expect(env).toContainEqual(setting);
  const [claim] = objectsIn(BASE, 'event-bus-claim.yaml');
  expect(volumes).toContainEqual({
    name: 'data',
    persistentVolumeClaim: { claimName: claim.metadata.name },
  });
  expect(copyJob.spec.template.metadata.labels['uses-nats']).toBe('true');
});

it.each([
  ['the servers', nats.spec.template],
  ['what makes the passwords', find('Job', 'nats-credentials').spec.template],
  ['what copies a log', copyJob.spec.template],
])('let %s do as little as possible', (_who, template) => {
  expectRestricted(template);
  expect(template.metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': PART_OF });
});

it('give a token for the Kubernetes API only to what makes the passwords, for the one Secret that it fills', () => {
  expect(nats.spec.template.spec.automountServiceAccountToken).toBe(false);
  expect(find('Role', 'nats-credentials').rules).toEqual([
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['nats-credentials'],
      verbs: ['get', 'patch'],
    },
  ]);
});

it('hold no secret: the passwords are made at install', () => {
  expect(Object.keys(find('Secret', 'nats-credentials'))).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
  expect(conf.match(/password: *(.+)/g)).toEqual(['password: $ROUTE_PASSWORD }', 'password: $BUS_PASSWORD']);
});

it('name the servers as their pods are called', () => {
  const hosts = find('Job', 'nats-credentials').spec.template.spec.containers[0].env.find(
    ({ name }) => name === 'NATS_HOSTS',
  );
  expect(nats.spec.replicas).toBe(SERVERS.length);
  expect(hosts.value).toBe(SERVERS.map((name) => `${name}.${nats.spec.serviceName}`).join());
  expect(find('Service', nats.spec.serviceName).spec).toMatchObject({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
  });
});

it('make other passwords each time, and have the user in the first address of LOG_URL', () => {
  const made = [makeCredentials(['a', 'b']), makeCredentials(['a', 'b'])];
  const passwords = made.flatMap(({ passwordsConf }) => passwordsConf.match(/(?<=PASSWORD: ")[^"]+/g));
  expect(new Set(passwords).size).toBe(4);
  const [bus, route] = passwords;
  expect(made[0].logUrl).toBe(`nats://event-bus:${bus}@a:4222,nats://b:4222`);
  expect(made[0].passwordsConf).toContain(
    `ROUTES: ["nats://route:${route}@a:6222","nats://route:${route}@b:6222"]\n`,
  );
});

it('keep a copy of each event on every server, synced before it is acknowledged', () => {
  const { env } = busPatch.spec.template.spec.containers[0];
  expect(env).toContainEqual({ name: 'LOG_REPLICAS', value: String(nats.spec.replicas) });
  expect(setting('sync_interval')).toBe('always');
});

it('fit together: what a server may take, and what it is given', () => {
  const [claim] = nats.spec.volumeClaimTemplates;
  expect(claim.spec.resources.requests.storage).toBe('4Gi');
  expect(Number.parseInt(setting('max_file_store'), 10)).toBeLessThan(4 * 1024);
  expect(setting('max_file_store')).toMatch(/^\d+MB$/);
  const limit = server.env.find(({ name }) => name === 'GOMEMLIMIT').value;
  expect(limit).toMatch(/^\d+MiB$/);
  expect(server.resources.limits.memory).toMatch(/^\d+Mi$/);
  expect(Number.parseInt(limit, 10)).toBeLessThan(Number.parseInt(server.resources.limits.memory, 10));
  // The bus and the batch add less than 1 KiB to an event.
  expect(Number.parseInt(setting('max_payload'), 10) * MIB).toBeGreaterThan(EVENT_BYTES_MAX + 4 * 1024);
  const lameDuckS = Number.parseInt(setting('lame_duck_duration'), 10);
  expect(nats.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(lameDuckS);
});

it('take a server away only once all others have caught up', () => {
  expect(server.readinessProbe.httpGet).toEqual({ path: '/healthz', port: 'monitor' });
  expect(server.lifecycle.preStop.exec.command).toEqual(['/nats-server', '--signal', 'ldm=1']);
});

it('have a disruption budget for the servers and for the bus, and prefer nodes of their own', () => {
  for (const [name, workload] of [
    ['nats', nats],
    ['event-bus', busPatch],
  ]) {
    expect(find('PodDisruptionBudget', `${name}-pdb`).spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { app: name } },
    });
    expect(workload.spec.template.spec.topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: name } },
      },
    ]);
  }
});

it('let the servers be called by the bus and by one another alone, and call nobody else', () => {
  const to = (matchLabels) => [{ podSelector: { matchLabels } }];
  const port = (number) => [{ port: number, protocol: 'TCP' }];
  expect(find('NetworkPolicy', 'nats').spec).toMatchObject({
    podSelector: { matchLabels: { app: 'nats' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: to({ 'uses-nats': 'true' }), ports: port(4222) },
      { from: to({ app: 'nats' }), ports: port(6222) },
    ],
    egress: [{ to: to({ app: 'nats' }), ports: port(6222) }],
  });
  expect(busPatch.spec.template.metadata.labels).toEqual({ 'uses-nats': 'true' });
  expect(find('NetworkPolicy', 'event-bus-replicas').spec).toMatchObject({
    ingress: [{ from: to({ app: 'event-bus' }), ports: port(BUS_PORT) }],
    egress: [{ to: to({ app: 'event-bus' }), ports: port(BUS_PORT) }],
  });
});

const kubectl = findProgram('kubectl') ? it : it.skip;

kubectl('come to a bus of three replicas without a claim, which reach one another by address', () => {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const built = parseAllDocuments(stdout).map((document) => document.toJS());
  const claims = built.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claims.map(({ metadata }) => metadata.name)).toEqual(['comments-data', 'posts-data']);
  const bus = built.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'event-bus-depl');
  const [container] = bus.spec.template.spec.containers;
  expect(bus.spec).toMatchObject({
    replicas: 3,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  });
  expect(bus.spec.template.spec.volumes.find(({ name }) => name === 'data')).toEqual({
    name: 'data',
    emptyDir: { sizeLimit: expect.any(String) },
  });
  // As for the other rolling Deployments: calls still arrive during the first seconds.
  expect(container.lifecycle.preStop.sleep.seconds).toBe(10);
  expect(bus.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(25);
  const names = container.env.map(({ name }) => name);
  expect(names).not.toContain('LOCK_WAIT_MS');
  // A variable must come before the one that uses it.
  expect(names.indexOf('POD_IP')).toBeLessThan(names.indexOf('REPLICA_URL'));
  expect(container.env).toContainEqual({ name: 'REPLICA_URL', value: `http://$(POD_IP):${BUS_PORT}` });
  expect(container.env).toContainEqual({
    name: 'LOG_URL',
    valueFrom: { secretKeyRef: { name: 'nats-credentials', key: 'LOG_URL' } },
  });
});
