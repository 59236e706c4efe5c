'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { copyQuery } = require('./new-service/copy-query');
const { describeService, freePort } = require('./new-service/describe-service');
const {
  insertBefore,
  insertLinesAfter,
  insertLinesBefore,
  linesOf,
} = require('./new-service/insert-in-yaml');
const { planService } = require('./new-service/plan-service');
const { parts, readPortOffset } = require('./parts');
const { replicatedParts } = require('./replicated-parts');
const { ROOT } = require('./run-tool');

/** A name that no reader's own service is likely to have. */
const NAME = 'latecomer-of-the-tests';

describe('the name of a new service', () => {
  test.each([
    '',
    'Statistics',
    '4th',
    '-a',
    'a-',
    'a--b',
    'a_b',
    'a.b',
    '../a',
    'a/b',
    'ä',
    'a b',
    "a'b",
    'a\n',
    'a'.repeat(41),
  ])('is not %j', (name) => {
    expect(() => planService(name)).toThrow(
      `Expected a name of lower-case letters, digits and single hyphens that begins with a letter, of 40 characters at most, got "${name}".`,
    );
  });

  test.each(['posts', 'client', 'service-kit', 'e2e', 'docs'])('is not %s, which is there', (name) => {
    expect(() => planService(name)).toThrow(`got "${name}", which is there already`);
  });

  test.each([
    'dist',
    'coverage',
    'test',
    'tests',
    'nats',
    'nats-0',
    'event-bus-2',
    'metrics',
    'set-aside',
    'bus',
    'log',
    'log-monitor',
  ])('is not %s, which means something else', (name) => {
    expect(() => planService(name)).toThrow(`Expected a name that is free, got "${name}": `);
  });

  test.each(['a', 'b2b', 'word-count-2', 'a'.repeat(40)])('may be %s', (name) => {
    expect(describeService(name)).toMatchObject({ name });
  });
});

test('a name that looks like a port stays what it is', () => {
  const service = { name: 'room-4002', port: 4008, nodePort: 30408 };
  expect(copyQuery('image: query, 4002:4002, nodePort: 30402', service)).toBe(
    'image: room-4002, 4008:4008, nodePort: 30408',
  );
});

describe('the port of a new service', () => {
  const replicated = replicatedParts([{ name: 'event-bus', port: 4005 }], 'nats://a:4222');

  test('is the first that no part has, and no replica of the bus', () => {
    expect(freePort([4000, 4005])).toBe(4004);
    expect(freePort([4004, 4005])).toBe(4008);
    const free = new Set();
    while (free.size < 20) free.add(freePort([4005, ...free]));
    const scaled = readFileSync(path.join(ROOT, 'compose.scale.yaml'), 'utf8');
    const [, first, last] = /127\.0\.0\.1:(\d+)-(\d+):4005/.exec(scaled).map(Number);
    for (const port of [first, first + 1, last, ...replicated.map(({ port }) => port)]) {
      expect([port, free.has(port)]).toEqual([port, false]);
    }
  });

  test('is none when all are taken', () => {
    const all = Array.from({ length: 100 }, (_, index) => 4000 + index);
    expect(() => freePort(all)).toThrow('Expected a free port from 4004 to 4099');
  });
});

describe('a new service', () => {
  const { service, created, changed } = planService(NAME);

  test('has a port that no part has, and a NodePort that shows it', () => {
    expect(service.port).toBeGreaterThanOrEqual(4004);
    expect(parts.map(({ port }) => port - readPortOffset())).not.toContain(service.port);
    expect(service.nodePort - 30_400).toBe(service.port - 4_000);
  });

  test('has the code of CONTRIBUTING.md under its own name, and depends on what that imports', () => {
    const main = created.get(`${NAME}/src/main.ts`);
    for (const own of [
      `runFollowingService('${NAME}'`,
      `path: '/${NAME}'`,
      "title: 'Latecomer of the tests'",
    ]) {
      expect(main).toContain(own);
    }
    expect(main).toContain(`default(${service.port})`);
    expect(main).not.toMatch(/statistics/i);
    const { name, dependencies, exports } = JSON.parse(created.get(`${NAME}/package.json`));
    expect(name).toBe(`@blog/${NAME}`);
    // Query exports its routes.ts, which a new service does not have.
    expect(exports).toBeUndefined();
    const imported = [...main.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
    expect(Object.keys(dependencies).toSorted()).toEqual(imported.toSorted());
  });

  test('has nothing of query in its image and its manifests', () => {
    const files = [...created].filter(([file]) => /Dockerfile|infra/.test(file));
    expect(files.length).toBe(4);
    for (const [, text] of files) expect(text).not.toMatch(/query|4002|30402|The read model/);
  });

  test.each([...changed])('changes %s where it has to be named, and nothing else', (file, text) => {
    const before = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
    const after = new Set(text.split('\n'));
    // Lists on one line, and the range of the debuggers' ports.
    const rewritten = /directories: \[\/event-bus|"forwardPorts"|on (the )?local ports 9229 to/;
    expect(before.filter((line) => !after.has(line) && !rewritten.test(line))).toEqual([]);
    expect(text).toContain(NAME);
    expect(text.length).toBeGreaterThan(before.join('\n').length);
  });
});

describe('text inserted into YAML', () => {
  const yaml = [
    '# first',
    'list:',
    "  - { name: 'a' } # of a",
    '  # before b',
    '  - name: b',
    '    deep:   [x,   y]',
    '',
    'next: 1',
    '',
  ].join('\n');

  test('leaves comments, quotes and spaces as they are', () => {
    const after = insertLinesAfter(yaml, ['list', 1], '  - c\n');
    expect(after).toBe(yaml.replace('y]\n', 'y]\n  - c\n'));
    expect(parse(after).list[2]).toBe('c');
    expect(insertLinesBefore(yaml, ['next'], 'new: 0\n')).toBe(yaml.replace('next', 'new: 0\nnext'));
    expect(insertBefore(yaml, ['list', 1, 'deep', 1], 'z, ')).toBe(yaml.replace('y]', 'z, y]'));
  });

  test('takes an entry by its whole lines', () => {
    expect(linesOf(yaml, ['list', 1])).toBe('  - name: b\n    deep:   [x,   y]\n');
    expect(linesOf(yaml, ['list', 0])).toBe("  - { name: 'a' } # of a\n");
  });

  test.each([[['list', 7]], [['gone']], [['gone', 'deeper']]])('says which entry is missing: %j', (keys) => {
    expect(() => linesOf(yaml, keys)).toThrow(`Expected an entry ${keys.join('.')}`);
  });
});
