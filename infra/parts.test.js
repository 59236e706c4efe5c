'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync, existsSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { settings: pageServer } = require('../client/server/config');
const { SERVICES } = require('../client/src/api/api-problem');
const { serviceNodes } = require('../client/src/topology/service-nodes');
const { PART_NAMES, SERVICE_NAMES } = require('../e2e/harness/service-names');
const { chooseFolders, partsInContainers } = require('../scripts/image-names');
const { nodePortOf, parts, urlVariableOf } = require('../scripts/parts');
const { ROOT } = require('../scripts/run-tool');
const { followerSettings } = require('../service-kit/src/settings');

/*
 * scripts/parts.js declares each part once. Here is every other place that names parts or their ports and cannot derive from it,
 * except what has tests of its own: compose*.yaml, infra/k8s, infra/scale, skaffold.yaml, Dockerfiles, .devcontainer.
 */

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const namesOf = (list) => list.map(({ name }) => name);
const names = namesOf(parts);
const behindPage = parts.filter(({ isBehindPage }) => isBehindPage);
/** The parts that the page and the tests of the system know; a new service joins them when the page calls it. */
const known = parts.filter(({ name, isBehindPage }) => isBehindPage || name === 'client');
const portOf = (wanted) => parts.find(({ name }) => name === wanted).port;
/** As Vite reads it: it is an ES module, which Jest cannot load. */
function readViteServer() {
  const script = `
    import { loadConfigFromFile } from 'vite';
    const { config } = await loadConfigFromFile({ command: 'serve', mode: 'development' }, 'client/vite.config.mts');
    const { port, proxy } = config.server;
    const targets = Object.entries(proxy).map(([prefix, { target }]) => [prefix, target]);
    console.log(JSON.stringify({ port, proxy: Object.fromEntries(targets) }));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, env: {}, encoding: 'utf8' }));
}

const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, ...groups]) => groups);

describe('the places that name every part', () => {
  const references = () =>
    parse(read('tsconfig.build.json')).references.map(({ path: place }) => place.split('/')[0]);
  const dockerUpdates = () =>
    parse(read('.github/dependabot.yml')).updates.find((one) => one['package-ecosystem'] === 'docker');

  it.each([
    ['the workspaces of package.json', () => parse(read('package.json')).workspaces, names],
    ['the references of tsconfig.build.json', references, names],
    [
      'the exceptions of .dockerignore',
      () => matches(read('.dockerignore'), /^!([\w-]+)$/gm).flat(),
      namesOf(partsInContainers),
    ],
    [
      'the images that Dependabot looks after',
      () => dockerUpdates().directories,
      chooseFolders(['all']).map((folder) => `/${folder}`),
    ],
  ])('are %s', (_place, listed, expected) => {
    expect(listed()).toEqual(expect.arrayContaining(expected));
  });

  it('are the lists of images of both workflows', () => {
    const listing = "JSON.stringify(require('./scripts/image-names').chooseFolders([]))";
    for (const workflow of ['ci', 'release'])
      expect(read(`.github/workflows/${workflow}.yml`)).toContain(listing);
    expect(chooseFolders([])).toEqual(namesOf(partsInContainers));
  });

  it('are the names in the tests of the system, and what the page calls and draws', () => {
    expect([...PART_NAMES].toSorted()).toEqual(namesOf(known).toSorted());
    expect([...SERVICE_NAMES].toSorted()).toEqual(namesOf(behindPage).toSorted());
    expect([...SERVICES].toSorted()).toEqual(namesOf(behindPage).toSorted());
    const { nodes } = serviceNodes({ publishers: [], subscribers: [] });
    expect(['event-bus', ...namesOf(nodes)].toSorted()).toEqual(namesOf(behindPage).toSorted());
  });
});

describe('the port that a part has by itself', () => {
  it.each(parts)('is that of $name', ({ name, port }) => {
    const places = ['src/config.ts', 'server/config.ts', 'src/main.ts'].map((file) => `${name}/${file}`);
    const text = read(places.find((file) => existsSync(path.join(ROOT, file))));
    expect(matches(text, /\bPORT: \w+\.PORT\.default\((\d+)\)/g)).toEqual([[`${port}`]]);
  });

  it('is where the others look for the bus', () => {
    expect(followerSettings.BUS_URL.parse(undefined)).toEqual([`http://localhost:${portOf('event-bus')}`]);
  });

  it('is that of the page in its image and in Compose', () => {
    const port = portOf('client');
    expect(matches(read('client/Dockerfile'), /(?:^EXPOSE |\bPORT=)(\d+)/gm)).toEqual(
      Array(4).fill([`${port}`]),
    );
    expect(read('client/nginx/start.sh')).toContain(`PORT=\${PORT:-${port}}\n`);
    expect(read('compose.yaml')).toContain(`/dev/tcp/127.0.0.1/${port} `);
  });
});

describe('what is behind the page', () => {
  const expected = Object.fromEntries(
    behindPage.map(({ name, port }) => [urlVariableOf(name), `http://127.0.0.1:${port}`]),
  );

  it('is what the page server passes on, to where each listens', () => {
    const { LAB_URL: _, ...urls } = Object.fromEntries(
      Object.entries(pageServer).filter(([setting]) => setting.endsWith('_URL')),
    );
    const defaults = Object.entries(urls).map(([setting, schema]) => [
      setting,
      [schema.parse(undefined)].flat().join(),
    ]);
    expect(Object.fromEntries(defaults)).toEqual(expected);
    const passedOn = matches(read('client/server/main.ts'), /^\s+\['([\w-]+)', \[?settings\.(\w+)\]?\],$/gm);
    expect(passedOn.toSorted()).toEqual(
      namesOf(behindPage)
        .map((name) => [name, urlVariableOf(name)])
        .toSorted(),
    );
  });

  it('is what nginx passes on', () => {
    const [[services]] = matches(read('client/nginx/start.sh'), /^services='(.*)'$/gm);
    expect(services.split(' ').toSorted()).toEqual(namesOf(behindPage).toSorted());
  });

  it('is what Vite passes on, to where each listens', () => {
    const { port, proxy } = readViteServer();
    const urls = behindPage.map(({ name, port }) => [`^/api/${name}/`, `http://127.0.0.1:${port}`]);
    expect(proxy).toEqual(Object.fromEntries(urls));
    expect(port).toBe(portOf('client'));
  });
});

describe('the documents', () => {
  it.each(known)('say the port of $name', ({ name, port }) => {
    const row = (file, folder) =>
      matches(read(file), new RegExp(`^\\| \\[${name}\\]\\(${folder}\\) \\| (\\d+) \\|`, 'gm'));
    expect(row('README.md', name)).toEqual([[`${port}`]]);
    expect(row('docs/architecture.md', `\\.\\./${name}/README\\.md`)).toEqual([[`${port}`]]);
    expect(read('docs/kubernetes.md')).toContain(
      `| ${name} | \`${name}-depl\` | \`${name}-clusterip-srv:${port}\` | ${nodePortOf(port)} |`,
    );
  });
});

it('no file gives a part another port', () => {
  const ADDRESS = new RegExp(
    `\\b(${names.join('|')})(?:-clusterip-srv|-srv)?(?:\\.[\\w.$()-]+)?:(\\d{4,5})\\b`,
    'g',
  );
  const files = execFileSync('git', ['grep', '--untracked', '-lIE', ':[0-9]{4,5}\\b'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const wrong = files
    .trim()
    .split('\n')
    .filter((file) => file !== 'CHANGELOG.md' && !/package-lock/.test(file))
    .flatMap((file) =>
      matches(read(file), ADDRESS).map(([name, port]) => ({ file, name, port: Number(port) })),
    )
    .filter(({ name, port }) => port !== portOf(name) && port !== nodePortOf(portOf(name)));
  expect(wrong).toEqual([]);
});

it('the classic system has the ports that its lab gives it', () => {
  const { classicPorts } = require('../scripts/open-lab');
  const [[table]] = matches(read('lab/classic/run.js'), /PORTS_DEFAULT = \{([^}]*)\}/g);
  const ports = matches(table, /'?([\w-]+)'?: ([\d_]+)/g).map(([name, port]) => [
    name,
    Number(port.replace('_', '')),
  ]);
  expect(Object.fromEntries(ports)).toEqual(classicPorts());
});
