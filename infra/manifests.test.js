'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse, parseAllDocuments } = require('yaml');
const { partsInContainers } = require('../scripts/image-names');
const { nodePortOf, parts, urlVariableOf } = require('../scripts/parts');
const { expectRestricted } = require('./expect-restricted');

const FOLDER = path.join(__dirname, 'k8s');
const PART_OF = 'microservices-blog';

const read = (file) =>
  parseAllDocuments(readFileSync(path.join(FOLDER, file), 'utf8')).map((document) => document.toJS());
/** A file name that kubectl ignores, so that the folder of manifests can be applied as it is. */
const KUSTOMIZATION = 'Kustomization';
const files = readdirSync(FOLDER).filter((file) => file !== KUSTOMIZATION);
const all = files.flatMap((file) => read(file).map((object) => ({ file, ...object })));
const ofKind = (kind) => all.filter((object) => object.kind === kind);
/** The parts that the network policies let the page call. */
const calledByPage = () =>
  ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'client').spec.egress[0].to[0].podSelector
    .matchExpressions[0].values;
const behindPage = parts.filter(({ isBehindPage }) => isBehindPage);
const portOf = (wanted) => parts.find(({ name }) => name === wanted).port;
const partOf = (object) => object.spec.selector?.app ?? object.spec.selector?.matchLabels.app;

it('are flat files with nothing but objects that can be applied anywhere', () => {
  expect(files.filter((file) => !file.endsWith('.yaml'))).toEqual([]);
  for (const { kind, metadata } of all) {
    expect({ kind, namespace: metadata.namespace }).toEqual({ kind, namespace: undefined });
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': PART_OF });
  }
  const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(names).toEqual([...new Set(names)]);
});

it('are all in what others build on', () => {
  const { resources } = parse(readFileSync(path.join(FOLDER, KUSTOMIZATION), 'utf8'));
  expect(resources).toEqual([...files].sort());
});

it('make a claim before the Deployment that waits for it: they are applied in the order of their files', () => {
  const inOrder = [...files].sort();
  for (const claim of ofKind('PersistentVolumeClaim')) {
    const user = ofKind('Deployment').find(({ spec }) =>
      spec.template.spec.volumes?.some(
        (volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name,
      ),
    );
    expect(inOrder.indexOf(claim.file)).toBeLessThan(inOrder.indexOf(user.file));
  }
});

describe.each(partsInContainers)('$name', ({ name, port }) => {
  const [deployment, clusterIp] = read(`${name}-depl.yaml`);
  const [nodePort] = read(`${name}-srv.yaml`);
  const { template } = deployment.spec;
  const [container] = template.spec.containers;
  const labels = { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': PART_OF };

  it('has one name, one set of labels and one port', () => {
    expect([deployment, clusterIp, nodePort].map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['Deployment', `${name}-depl`],
      ['Service', `${name}-clusterip-srv`],
      ['Service', `${name}-srv`],
    ]);
    for (const { metadata } of [deployment, clusterIp, nodePort, template]) {
      expect(metadata.labels).toMatchObject(labels);
    }
    expect([deployment, clusterIp, nodePort].map(partOf)).toEqual([name, name, name]);
    expect(container).toMatchObject({
      name,
      image: `blog-${name}`,
      imagePullPolicy: 'IfNotPresent',
      ports: [{ name: 'http', containerPort: port }],
    });
    expect(clusterIp.spec).toMatchObject({ type: 'ClusterIP', ports: [{ port, targetPort: 'http' }] });
    expect(nodePort.spec).toMatchObject({
      type: 'NodePort',
      ports: [{ port, targetPort: 'http', nodePort: nodePortOf(port) }],
    });
  });

  it('runs with restricted rights and bounded resources', () => {
    expect(template.spec.automountServiceAccountToken).toBe(false);
    expectRestricted(template);
  });

  it('has different liveness and readiness probes', () => {
    const pathOf = (probe) => container[probe].httpGet;
    expect(pathOf('startupProbe')).toEqual({ path: '/healthz', port: 'http' });
    expect(pathOf('livenessProbe')).toEqual({ path: '/healthz', port: 'http' });
    expect(pathOf('readinessProbe')).toEqual({ path: '/readyz', port: 'http' });
  });

  it('has more time to stop than it needs, the first seconds for late calls', () => {
    const preStopS = container.lifecycle?.preStop.sleep.seconds ?? 0;
    const isRolled = deployment.spec.strategy.type === 'RollingUpdate';
    expect(preStopS).toBe(isRolled ? 10 : 0);
    // SHUTDOWN_MS (10 s), and 5 s until a service gives up; nginx takes less.
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(preStopS + 15);
  });

  it('calls only what a network policy lets it call', () => {
    const called = (container.env ?? [])
      .map(({ value }) => /^http:\/\/([\w-]+)-clusterip-srv/.exec(value ?? '')?.[1])
      .filter((part) => part !== undefined && part !== name);
    if (name === 'client') expect(called.toSorted()).toEqual(calledByPage().toSorted());
    else expect(called).toEqual(name === 'event-bus' ? [] : ['event-bus']);
    expect(template.metadata.labels['uses-event-bus']).toBe(name === 'event-bus' ? undefined : 'true');
  });
});

it('tell the page where every service behind it is, and let it call these', () => {
  const names = behindPage.map(({ name }) => name).toSorted();
  const { env } = read('client-depl.yaml')[0].spec.template.spec.containers[0];
  const urls = env.filter(({ name }) => name.endsWith('_URL')).map(({ name, value }) => [name, value]);
  const inFull = ({ name, port }) => `http://${name}-clusterip-srv.$(NAMESPACE).svc.cluster.local:${port}`;
  expect(urls.toSorted()).toEqual(
    behindPage.map((part) => [urlVariableOf(part.name), inFull(part)]).toSorted(),
  );
  expect(calledByPage().toSorted()).toEqual(names);
  const { spec } = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'client-to-services');
  // The bus lets in who has its label.
  expect(spec.podSelector.matchExpressions[0].values.toSorted()).toEqual(
    names.filter((name) => name !== 'event-bus'),
  );
});

it('let the bus be called on its port alone', () => {
  const policies = ofKind('NetworkPolicy').filter(({ metadata }) =>
    ['blog-to-event-bus', 'event-bus'].includes(metadata.name),
  );
  const ports = policies.flatMap(({ spec }) =>
    [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap((rule) => rule.ports ?? []),
  );
  expect(ports).toEqual(Array(2).fill({ port: portOf('event-bus'), protocol: 'TCP' }));
});

it('lead the gateway to the page, and the tests to every part', () => {
  const documents = (file) =>
    parseAllDocuments(readFileSync(path.join(__dirname, file), 'utf8')).map((document) => document.toJS());
  const [route, policy] = documents('gateway/http-route.yaml');
  expect(route.spec.rules[0].backendRefs).toEqual([{ name: 'client-clusterip-srv', port: portOf('client') }]);
  expect(policy.spec.podSelector.matchLabels.app).toBe('client');
  const [job] = documents('verify-job.yaml');
  const urls = job.spec.template.spec.containers[0].env.filter(({ name }) => name.endsWith('_URL'));
  const known = [...behindPage, ...parts.filter(({ name }) => name === 'client')];
  expect(urls.map(({ name, value }) => [name, value]).toSorted()).toEqual(
    known.map(({ name, port }) => [urlVariableOf(name), `http://${name}-clusterip-srv:${port}`]).toSorted(),
  );
});

it.each(partsInContainers)('$name answers to the names that it has in the cluster', ({ name }) => {
  const [{ spec }] = read(`${name}-depl.yaml`);
  const { value } = spec.template.spec.containers[0].env.find((one) => one.name === 'ALLOWED_HOSTS');
  expect(value).toBe(`${name}-clusterip-srv,${name}-srv,*.svc.cluster.local`);
});

it('allow DNS only at the cluster’s name servers', () => {
  const deny = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'blog-default-deny');
  const kubeSystem = { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } };
  const kubeDns = { matchLabels: { 'k8s-app': 'kube-dns' } };
  expect(deny.spec.egress).toEqual([
    {
      to: [{ namespaceSelector: kubeSystem, podSelector: kubeDns }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
  ]);
  const others = ofKind('NetworkPolicy').filter((policy) => policy !== deny);
  for (const { spec } of others) for (const rule of spec.egress ?? []) expect(rule.to).toHaveLength(1);
});

it('keep what the log does not have on a claim, with one pod at a time', () => {
  const claims = ofKind('PersistentVolumeClaim').map(({ metadata }) => metadata.name);
  const used = ofKind('Deployment').flatMap(({ spec }) =>
    spec.template.spec.volumes.flatMap(({ persistentVolumeClaim }) => {
      if (persistentVolumeClaim === undefined) return [];
      expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
      return [persistentVolumeClaim.claimName];
    }),
  );
  expect(claims).toEqual(expect.arrayContaining(['comments-data', 'event-bus-data', 'posts-data']));
  expect(used.sort()).toEqual(claims.sort());
});

it('have a disruption budget for each part with two replicas', () => {
  const two = ofKind('Deployment').filter(({ spec }) => spec.replicas > 1);
  expect(two.map(partOf)).toEqual(expect.arrayContaining(['moderation', 'query']));
  expect(ofKind('PodDisruptionBudget').map(partOf)).toEqual(two.map(partOf));
  for (const { spec } of two) {
    expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  }
});

it('have a port for each NodePort on the machine that runs kind', () => {
  const [kind] = parseAllDocuments(readFileSync(path.join(__dirname, 'kind.yaml'), 'utf8'));
  const mapped = kind.toJS().nodes[0].extraPortMappings;
  const ports = ofKind('Service').flatMap(({ spec }) => spec.ports.flatMap(({ nodePort }) => nodePort ?? []));
  expect(mapped.map(({ containerPort }) => containerPort).sort()).toEqual(ports.sort());
  for (const { containerPort, ...onHost } of mapped) {
    expect(onHost).toEqual({ hostPort: containerPort, listenAddress: '127.0.0.1' });
  }
});
