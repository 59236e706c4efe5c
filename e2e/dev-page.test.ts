import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { hasIPv6 } from '../service-kit/test/has-ipv6';
import { FakeService } from './harness/fake-service';
import { freePort } from './harness/free-port';
import { ask } from './harness/raw-request';
import { ServiceProcess } from './harness/service-process';

const ROOT = resolve(__dirname, '..');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

describe('the page of npm run dev', () => {
  let service: FakeService;
  let vite: ServiceProcess;
  const folder = mkdtempSync(join(tmpdir(), 'vite-'));
  beforeAll(async () => {
    service = await new FakeService().listen();
    service.serve = async (request, response) => {
      await buffer(request);
      response.end(JSON.stringify(request.headers));
    };
    vite = new ServiceProcess({
      name: 'vite',
      port: await freePort(),
      dataFolder: folder,
      command: [VITE, '--config', join(ROOT, 'client/vite.config.mts')],
      env: {
        HOST: '',
        ALLOWED_HOSTS: 'page.example,*.blog.example',
        POSTS_URL: `http://127.0.0.1:${service.port}`,
        LAB_URL: `http://127.0.0.1:${service.port}`,
        LAB_SECRET: 'of the lab',
        CACHE_DIR: folder,
        STARTED_BY: 'kubernetes',
        NAMESPACE: 'blog',
      },
    });
    await vite.start();
  }, 90_000);
  afterAll(async () => {
    await vite.end('SIGTERM');
    await service.close();
    rmSync(folder, { recursive: true });
  });

  const statusFor = async (host: string, path = '/api/posts/posts') =>
    (await ask(vite.url, path, { headers: { host, accept: '*/*' } })).status;

  (hasIPv6 ? it : it.skip)('is there by IPv6 as well, on this machine', async () => {
    expect((await fetch(`http://[::1]:${vite.port}/readyz`)).status).toBe(200);
  });

  it('says how the services were started, for the commands that the page shows', async () => {
    const answer = await fetch(`${vite.url}/started-by.json`);
    expect(await answer.json()).toEqual({ startedBy: 'kubernetes', namespace: 'blog' });
  });

  it('answers as localhost, as an address and by the names that are listed, and to nobody by another', async () => {
    for (const host of ['localhost:3000', '10.1.2.3', 'page.example', 'a.blog.example:80'])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    for (const path of ['/', '/api/posts/posts'])
      expect(await statusFor('elsewhere.example', path)).toBe(403);
  });

  it('lets the service judge what a page of another site wants, and what its own page does not', async () => {
    const { host } = new URL(vite.url);
    const heardFrom = async (headers: Record<string, string>) => {
      const { body } = await ask(vite.url, '/api/posts/posts', { method: 'POST', headers });
      const heard = JSON.parse(String(body));
      return [heard.origin, heard['sec-fetch-site']];
    };
    expect(await heardFrom({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toEqual([
      undefined,
      'same-origin',
    ]);
    expect(await heardFrom({ origin: 'http://elsewhere.example', 'sec-fetch-site': 'cross-site' })).toEqual([
      'http://elsewhere.example',
      'cross-site',
    ]);
  });

  it('passes on to the lab, with its secret, only what its own page wants', async () => {
    const { host } = new URL(vite.url);
    const askedBy = async (origin: string) => {
      const headers = { host, origin, 'lab-secret': 'a guess' };
      const { status, body } = await ask(vite.url, '/api/lab/load', { method: 'DELETE', headers });
      return { status, ...JSON.parse(String(body)) };
    };
    expect(await askedBy(`http://${host}`)).toMatchObject({ status: 200, 'lab-secret': 'of the lab' });
    expect(await askedBy('http://elsewhere.example')).toMatchObject({ status: 403, code: 'lab.forbidden' });
  });
});
