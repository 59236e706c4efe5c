'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { freePort } = require('../e2e/harness/free-port');
const { ServiceProcess } = require('../e2e/harness/service-process');
const { eventually } = require('../service-kit/test/eventually');
const { copyRepository, linkModules } = require('./test/copy-repository');

/** Two: a second one needs another port, finds the first one wired, and has a hyphen in its name. */
const NAMES = ['latecomer', 'word-count'];
/** The changed files that Biome checks. */
const CHANGED = [
  'package.json',
  'tsconfig.build.json',
  'scripts/parts.js',
  '.devcontainer/devcontainer.json',
];
const MINUTES = 60_000;

/** Runs a command in a copy of the repository. */
function run(folder, ...args) {
  const { CI: _, PORT_OFFSET: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, printed: `${stdout}${stderr}` };
}
const generate = (folder, ...args) => run(folder, 'scripts/new-service.js', '--no-install', ...args);
const changesIn = (folder) =>
  execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' });

describe('a command that is refused', () => {
  let folder;
  let before;

  beforeAll(() => {
    folder = copyRepository();
    before = changesIn(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const refuses = (args, sentence) => {
    const { status, printed } = generate(folder, ...args);
    expect({ status, printed }).toEqual({ status: 1, printed: expect.stringContaining(sentence) });
    expect(printed).not.toContain('    at ');
  };

  it('says in one sentence what it expected, and writes nothing', () => {
    refuses([], 'npm run new-service <name>');
    refuses(['a', 'b'], 'npm run new-service <name>');
    refuses(['--fast', 'a'], "Unknown option '--fast'");
    refuses(['Posts'], 'Expected a name of lower-case letters');
    refuses(['query'], 'which is there already');
    expect(changesIn(folder)).toBe(before);
  });

  it('writes nothing when a file is there that it would write', () => {
    const manifest = path.join(folder, 'infra/k8s/latecomer-srv.yaml');
    writeFileSync(manifest, 'mine');
    refuses(['latecomer'], 'infra/k8s/latecomer-srv.yaml');
    expect(readFileSync(manifest, 'utf8')).toBe('mine');
    rmSync(manifest);
    expect(changesIn(folder)).toBe(before);
  });

  it('writes nothing when the last file that it would change is not as it knows it', () => {
    const kind = path.join(folder, 'infra/kind.yaml');
    const text = readFileSync(kind, 'utf8');
    writeFileSync(kind, text.replace('extraPortMappings', 'ports'));
    refuses(['latecomer'], 'infra/kind.yaml is not as this command knows it, so nothing was written.');
    writeFileSync(kind, text);
    expect(changesIn(folder)).toBe(before);
  });
});

describe('two services that were written one after the other', () => {
  let folder;
  let data;
  let bus;

  beforeAll(async () => {
    folder = copyRepository();
    data = mkdtempSync(path.join(os.tmpdir(), 'new-service-'));
    for (const name of NAMES) {
      expect(generate(folder, name)).toMatchObject({ status: 0 });
      linkModules(folder);
    }
    bus = new ServiceProcess({
      name: 'event-bus',
      port: await freePort(),
      dataFolder: path.join(data, 'event-bus'),
    });
  });
  afterAll(async () => {
    await bus.end('SIGTERM');
    for (const each of [folder, data]) rmSync(each, { recursive: true });
  });

  it(
    'are compiled with all others',
    () => {
      expect(run(folder, 'node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json')).toEqual({
        status: 0,
        printed: '',
      });
    },
    5 * MINUTES,
  );

  it('run from what was compiled, with all history, each under its own name', async () => {
    await bus.start();
    const body = JSON.stringify({ type: 'PostCreated', data: { id: 'p1', title: 'A post' } });
    const headers = { 'Content-Type': 'application/json' };
    expect((await fetch(`${bus.url}/events`, { method: 'POST', body, headers })).status).toBe(201);
    for (const name of NAMES) {
      const one = new ServiceProcess({
        name,
        port: await freePort(),
        dataFolder: path.join(data, name),
        env: { BUS_URL: bus.url },
        command: [path.join(folder, name, 'dist/main.js')],
      });
      try {
        await one.start();
        expect(await (await fetch(`${one.url}/${name}`)).json()).toEqual({ posts: 1 });
        await eventually(async () => {
          const subscribers = await (await fetch(`${bus.url}/subscribers`)).json();
          expect(subscribers).toContainEqual(expect.objectContaining({ name, state: 'live' }));
        });
      } finally {
        await one.end('SIGTERM');
      }
    }
  });

  it('would be started by npm start with settings that it finds right', () => {
    expect(run(folder, 'scripts/check-settings.js')).toEqual({ status: 0, printed: '' });
  });

  it(
    'pass every test of infra and scripts that compares what names the services',
    () => {
      // Without those that start processes or copy the repository.
      const others = '/scripts/(new-service|run-parts|ensure-installed|build-page|wait-until)';
      const jest = ['node_modules/jest/bin/jest.js', '--config', 'scripts/jest-fast-config.js'];
      const { status, printed } = run(
        folder,
        ...jest,
        '--testPathIgnorePatterns',
        `${others}|\\.(fault|long)\\.test`,
        '--',
        'infra',
        'scripts',
        'client/src/topology/part-commands',
      );
      expect(status === 0 ? '' : printed).toBe('');
    },
    9 * MINUTES,
  );

  it.each([
    ['format and lint', '@biomejs/biome/bin/biome', ['ci', '--colors=off', ...NAMES, ...CHANGED]],
    [
      'layers',
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ['--config', '.dependency-cruiser.js', ...NAMES],
    ],
    ['dead code', 'knip/bin/knip.js', []],
  ])(
    'pass what npm run lint looks at: %s',
    (_what, tool, args) => {
      const { status, printed } = run(folder, path.join('node_modules', tool), ...args);
      expect(status === 0 ? '' : printed).toBe('');
    },
    5 * MINUTES,
  );
});
