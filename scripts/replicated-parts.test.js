'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { partEnvironment } = require('./part-environment');
const { replicatedParts } = require('./replicated-parts');

const parts = [
  { name: 'event-bus', port: 4005, isFirst: true },
  { name: 'posts', port: 4000 },
];
const environmentOf = (part, all) =>
  partEnvironment(part, { parts: all, host: 'localhost', environment: {} });

describe('replicatedParts', () => {
  const all = replicatedParts(parts, 'nats://a:4222,nats://b:4222,nats://c:4222');
  const [first, second, third, posts] = all.map((part) => environmentOf(part, all));

  it('runs three replicas of the bus, each with a port and a folder of its own', () => {
    expect(all.map(({ name, port }) => [name, port])).toEqual([
      ['event-bus', 4005],
      ['event-bus-2', 4015],
      ['event-bus-3', 4025],
      ['posts', 4000],
    ]);
    expect(new Set([first, second, third].map(({ DATA_DIR }) => DATA_DIR)).size).toBe(3);
  });

  it('tells each replica where the log is, and where it is itself', () => {
    expect(second).toMatchObject({
      LOG_URL: 'nats://a:4222,nats://b:4222,nats://c:4222',
      LOG_REPLICAS: '3',
      REPLICA_URL: 'http://localhost:4015',
      PORT: '4015',
    });
    const [single] = replicatedParts(parts, 'nats://a:4222');
    expect(environmentOf(single, [single]).LOG_REPLICAS).toBe('1');
  });

  it('tells the others where all replicas are', () => {
    const urls = 'http://localhost:4005,http://localhost:4015,http://localhost:4025';
    expect(posts).toMatchObject({ BUS_URL: urls, EVENT_BUS_URL: urls });
    expect(posts).not.toHaveProperty('LOG_URL');
  });
});

it.each([
  [['--log', 'http://a'], '--log: expected the servers of a NATS cluster.'],
  [['--log', ''], '--log: expected the servers of a NATS cluster.'],
  [['--logs', 'nats://a'], "Unknown option '--logs'"],
  [['all'], "Unexpected argument 'all'"],
])('npm start -- %j says in one sentence what it expects', (argv, sentence) => {
  const start = path.join(__dirname, 'start.js');
  const { status, stderr } = spawnSync(process.execPath, [start, ...argv], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
});
