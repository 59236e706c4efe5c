'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { partsInContainers } = require('./image-names');

const ROOT = path.join(__dirname, '..');
const services = partsInContainers.filter(({ name }) => name !== 'client');
const read = (name) => readFileSync(path.join(ROOT, name, 'Dockerfile'), 'utf8');

/** The stage of that name, without comments, and with the service's own name and port left open. */
function stage(name, port, title) {
  const found = read(name)
    .split(/^(?=FROM )/m)
    .find((text) => text.split('\n', 1)[0].endsWith(` AS ${title}`));
  return found
    .replaceAll(/^#.*\n|\n$/gm, '')
    .replaceAll(name, '<name>')
    .replaceAll(String(port), '<port>');
}

const ofAll = (title) => new Set(services.map(({ name, port }) => stage(name, port, title)));

it('begin with the same tools, which is one layer for all', () => {
  const tools = read('posts').split(/^(?=FROM )/m)[1];
  for (const name of [...services.map((service) => service.name), 'e2e']) {
    expect(read(name)).toContain(tools.split('\n\n')[0]);
  }
});

it.each(['debug', 'build'])('are the same for every service but for its name and port (%s)', (title) => {
  expect(ofAll(title).size).toBe(1);
});

it.each(services)('$name: runs as a user by number, without a shell, on its port', ({ name, port }) => {
  const production = read(name)
    .split(/^(?=FROM )/m)
    .at(-1);
  expect(production).toMatch(/^FROM node:24-bookworm-slim AS production$/m);
  expect(production).toMatch(/^USER 1000:1000$/m);
  expect(production).toMatch(/^ENTRYPOINT \["node"\]$/m);
  expect(production).toMatch(/^CMD \["dist\/main.js"\]$/m);
  expect(production).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(production).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
});

it.each(services)(
  '$name: listens for others than its own container, built or from the sources',
  ({ name, port }) => {
    for (const title of ['dev', 'production']) expect(stage(name, port, title)).toMatch(/^ENV .*\bHOST=::/m);
  },
);

describe('the image of the tests', () => {
  const copied = [...read('e2e').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    names.split(' '),
  );
  const isCopied = (file) => copied.some((name) => file === name || file.startsWith(`${name}/`));

  /** Files, from the root, that loading one loads too; not what is imported only once it is needed. */
  function loadedBy(file) {
    const imports = readFileSync(path.join(ROOT, file), 'utf8').matchAll(
      /^(?:import|export) (?!type ).*? from '(\.[^']+)'/gms,
    );
    return [...imports].map(([, name]) => `${path.join(path.dirname(file), name)}.ts`);
  }

  it('has every file that they load', () => {
    const tests = readdirSync(path.join(ROOT, 'e2e/integration')).filter((name) => name.endsWith('.test.ts'));
    const loaded = new Set(tests.map((name) => `e2e/integration/${name}`));
    for (const file of loaded) for (const name of loadedBy(file)) loaded.add(name);
    expect(loaded.size).toBeGreaterThan(tests.length);
    expect([...loaded].filter((file) => !isCopied(file))).toEqual([]);
  });
});
