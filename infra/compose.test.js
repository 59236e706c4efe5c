'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { imageOf, partsInContainers } = require('../scripts/image-names');
const { parts, urlVariableOf } = require('../scripts/parts');
const { sourcesOf } = require('./image-sources');

const readFile = (name) =>
  parse(readFileSync(path.join(__dirname, '..', name), 'utf8'), {
    merge: true,
    // Compose's tag for replacing a list instead of appending to it.
    customTags: [{ tag: '!override', collection: 'seq' }],
  });
const read = (name) => readFile(name).services;
const shipped = read('compose.yaml');
const development = read('compose.override.yaml');

it('has every part, and the tests only where they are asked for', () => {
  const names = partsInContainers.map(({ name }) => name).toSorted();
  expect(Object.keys(development).toSorted()).toEqual(names);
  expect(Object.keys(shipped).toSorted()).toEqual([...names, 'tests'].toSorted());
  expect(shipped.tests.profiles).toEqual(['test']);
});

const behindPage = parts.filter(({ isBehindPage }) => isBehindPage);
const urlsOf = (list) => list.map(({ name, port }) => [urlVariableOf(name), `http://${name}:${port}`]);
const busPort = parts.find(({ name }) => name === 'event-bus').port;

it('tells the page where every service behind it is, and the tests where all of them are', () => {
  const urlsIn = ({ environment }) => Object.entries(environment).filter(([name]) => name.endsWith('_URL'));
  const client = parts.filter(({ name }) => name === 'client');
  expect(urlsIn(shipped.client).toSorted()).toEqual(urlsOf(behindPage).toSorted());
  expect(urlsIn(shipped.tests).toSorted()).toEqual(urlsOf([...behindPage, ...client]).toSorted());
  expect(Object.keys(shipped.tests.depends_on).toSorted()).toEqual(
    [...behindPage, ...client].map(({ name }) => name).toSorted(),
  );
});

describe.each(partsInContainers)('$name', ({ name, port }) => {
  it('is built from its Dockerfile, and answers to its name, on this machine only', () => {
    expect(shipped[name]).toMatchObject({
      image: imageOf(name),
      build: { context: '.', dockerfile: `${name}/Dockerfile` },
      environment: { ALLOWED_HOSTS: name },
      ports: [`127.0.0.1:${port}:${port}`],
      read_only: true,
      cap_drop: ['ALL'],
    });
    const { PORT = port, INSTANCE = name, PUBLIC_URL, BUS_URL } = shipped[name].environment;
    expect({ PORT, INSTANCE }).toEqual({ PORT: port, INSTANCE: name });
    expect(PUBLIC_URL ?? `http://${name}:${port}`).toBe(`http://${name}:${port}`);
    expect(BUS_URL).toBe(['client', 'event-bus'].includes(name) ? undefined : `http://event-bus:${busPort}`);
  });

  it('runs its sources in development, under another tag, and gets edits of them', () => {
    const { image, build, develop } = development[name];
    expect({ image, build }).toEqual({ image: `${imageOf(name)}:dev`, build: { target: 'dev' } });
    expect(develop.watch).toContainEqual({ action: 'sync', path: `${name}/src`, target: `/app/${name}/src` });
    for (const { path: from, target } of develop.watch.filter(({ action }) => action === 'sync')) {
      expect(target).toBe(`/app/${from}`);
    }
    const watched = develop.watch.map((entry) => entry.path);
    const missed = sourcesOf(`${name}/Dockerfile`).filter(
      (file) => !watched.some((from) => file === from || file.startsWith(`${from}/`)),
    );
    expect(missed).toEqual([]);
  });
});

describe('compose.scale.yaml', () => {
  const scaled = readFile('compose.scale.yaml');
  const servers = Object.keys(scaled.services).filter((name) => /^nats-\d$/.test(name));
  const { 'nats-credentials': credentials, 'event-bus': bus } = scaled.services;

  it('adds three servers and what makes their passwords, and changes the bus alone', () => {
    expect(Object.keys(scaled.services)).toEqual(['nats-credentials', ...servers, 'event-bus']);
    expect(servers).toEqual(['nats-0', 'nats-1', 'nats-2']);
    expect(credentials.environment.NATS_HOSTS).toBe(servers.join());
    expect(Object.keys(scaled.services).filter((name) => name in shipped)).toEqual(['event-bus']);
  });

  it.each(servers)(
    '%s has rights to nothing but its own data, and is reached by containers alone',
    (name) => {
      expect(scaled.services[name]).toMatchObject({
        image: 'nats:2.15',
        user: '1000:1000',
        read_only: true,
        cap_drop: ['ALL'],
        command: ['--config', '/etc/nats/nats.conf', '--name', name],
        volumes: ['nats-credentials:/etc/nats/credentials:ro', `${name}:/data`],
      });
      expect(scaled.services[name].ports).toBeUndefined();
      expect(credentials.volumes).toContain(`${name}:/volumes/${name}`);
    },
  );

  it('runs the bus in as many replicas as events have copies, each with a port and without a volume of its name', () => {
    expect(bus.scale).toBe(servers.length);
    expect(bus.environment.LOG_REPLICAS).toBe(bus.scale);
    expect(bus.ports).toEqual([`127.0.0.1:${busPort}-${busPort + bus.scale - 1}:${busPort}`]);
    expect(bus.volumes).toEqual(['event-bus-credentials:/credentials:ro', '/data']);
  });

  it('builds each image once, so that starting again recreates no container', () => {
    const built = [...Object.values(shipped), ...Object.values(scaled.services)].filter(({ build }) => build);
    const images = built.map(({ image }) => image);
    expect(images).toContain(credentials.image);
    expect(images).toEqual([...new Set(images)]);
  });

  it('makes the passwords before anybody needs them, without a network', () => {
    for (const name of [...servers, 'event-bus']) {
      expect(scaled.services[name].depends_on['nats-credentials']).toEqual({
        condition: 'service_completed_successfully',
      });
    }
    expect(credentials).toMatchObject({ network_mode: 'none', cap_drop: ['ALL'], cap_add: ['CHOWN'] });
  });
});
