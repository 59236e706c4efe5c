import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import { eventually } from '../service-kit/test/eventually';
import { freePort } from './harness/free-port';
import { ServiceProcess } from './harness/service-process';
import { readExample } from './sixth-service/read-example';

const ROOT = resolve(__dirname, '..');
const LINES_MAX = 59;

describe('the sixth service, as CONTRIBUTING.md has it', () => {
  const code = readExample(join(ROOT, 'CONTRIBUTING.md'));
  let folder: string;
  let bus: ServiceProcess;
  let statistics: ServiceProcess;
  let written = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sixth-service-'));
    // Makes its imports resolve like those of a workspace folder.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'main.ts'), code);
    // Compiled once, against the built packages, because the tests restart it repeatedly.
    const main = join(folder, 'main.js');
    const jsc = { target: 'es2022', parser: { syntax: 'typescript' } } as const;
    writeFileSync(main, transformSync(code, { swcrc: false, jsc, module: { type: 'commonjs' } }).code);
    bus = new ServiceProcess({
      name: 'event-bus',
      port: await freePort(),
      dataFolder: join(folder, 'event-bus'),
    });
    statistics = new ServiceProcess({
      name: 'statistics',
      port: await freePort(),
      dataFolder: join(folder, 'statistics'),
      env: { BUS_URL: bus.url },
      command: [main],
    });
    await bus.start();
  });
  afterAll(async () => {
    await Promise.all([statistics.end('SIGTERM'), bus.end('SIGTERM')]);
    rmSync(folder, { recursive: true });
  });

  const publish = async (type: string, data: object) => {
    const body = JSON.stringify({ type, data });
    const headers = { 'Content-Type': 'application/json' };
    const { status } = await fetch(`${bus.url}/events`, { method: 'POST', body, headers });
    expect(status).toBe(201);
  };
  /** Writes a post with an approved comment of three words. */
  const write = async () => {
    written += 1;
    const comment = { id: `c${written}`, postId: `p${written}`, content: 'just three words' };
    await publish('PostCreated', { id: comment.postId, title: 'A post' });
    await publish('CommentCreated', { ...comment, status: 'pending' });
    await publish('CommentUpdated', { ...comment, status: 'approved' });
  };
  const answer = async () => (await fetch(`${statistics.url}/statistics`)).json();
  const expected = () => ({ posts: written, comments: written, words: 3 * written, approved: written });
  const isRight = () => eventually(async () => expect(await answer()).toEqual(expected()));

  it(`has fewer than ${LINES_MAX + 1} lines`, () => {
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(LINES_MAX);
  });

  it('passes the type check', async () => {
    const options = { typeRoots: [join(ROOT, 'node_modules/@types')], types: ['node'], customConditions: [] };
    const project = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: options, include: ['main.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const tsc = promisify(execFile)(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      folder,
    ]);
    expect(await tsc.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });
  }, 60_000);

  it('joins late and has all history as soon as it is ready', async () => {
    await write();
    await write();
    await statistics.start();
    expect(await answer()).toEqual(expected());
  });

  it('counts live events', async () => {
    await write();
    await isRight();
  });

  it('continues after kill -9 with what it missed, and counts nothing twice', async () => {
    await statistics.kill();
    await write();
    await statistics.start();
    expect(await answer()).toEqual(expected());
  });

  it('counts nothing twice when it is killed again and again while events come in', async () => {
    for (let time = 0; time < 3; time += 1) {
      await Promise.all([write(), statistics.kill()]);
      await statistics.start();
    }
    await isRight();
  });

  it('has everything again after it lost its disk', async () => {
    await statistics.kill();
    await statistics.deleteData();
    await statistics.start();
    expect(await answer()).toEqual(expected());
  });

  it('can be seen at the bus, and answers like every other service', async () => {
    await eventually(async () => {
      const subscribers = await fetch(`${bus.url}/subscribers`).then((response) => response.json());
      // It reports its position some time after it has reached it.
      expect(subscribers).toContainEqual(expect.objectContaining({ name: 'statistics', state: 'live' }));
    });
    for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json']) {
      expect((await fetch(`${statistics.url}${path}`)).status).toBe(200);
    }
    const unknown = await fetch(`${statistics.url}/nothing`);
    expect(unknown.headers.get('content-type')).toMatch('application/problem+json');
  });
});
