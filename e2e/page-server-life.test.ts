import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { eventually } from '../service-kit/test/eventually';
import { BlogSystem } from './harness/blog-system';
import { FakeService } from './harness/fake-service';
import { freePort } from './harness/free-port';
import { missingTools } from './harness/missing-tools';
import { NameServer } from './harness/name-server';
import { NginxProcess } from './harness/nginx-process';
import { makePage } from './harness/page-fixture';
import { pageServerProcess } from './harness/page-server-process';
import { ask, openAnswer } from './harness/raw-request';
import { SERVICE_NAMES } from './harness/service-names';
import type { ServiceProcess } from './harness/service-process';

describe('the page server', () => {
  let folder: string;
  let service: FakeService;
  let server: ServiceProcess;
  beforeAll(async () => {
    folder = makePage();
    service = await new FakeService().listen();
    server = pageServerProcess({
      PORT: String(await freePort()),
      PAGE_DIR: join(folder, 'page'),
      POSTS_URL: `http://127.0.0.1:${await freePort()}`,
      QUERY_URL: `http://127.0.0.1:${service.port}`,
      SHUTDOWN_MS: '120000',
    });
  });
  afterAll(async () => {
    await server.kill();
    await service.close();
    rmSync(folder, { recursive: true });
  });

  it('says nothing of services that are not there, and is not held up in its stop by a stream', async () => {
    service.serve = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    };
    await server.start();
    const stream = buffer(await openAnswer(server.url, '/api/query/posts'));
    await ask(server.url, '/api/posts/posts');
    const { exited } = server;
    await Promise.all([server.end('SIGTERM'), expect(stream).rejects.toThrow('aborted')]);
    expect(await exited).toEqual({ code: 0, signal: null });
    const messages = () =>
      server.log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg);
    await eventually(() =>
      expect(messages()).toEqual([
        expect.stringMatching(/^listening/),
        'SIGTERM received, stopping',
        'stopped',
      ]),
    );
  });

  it('says in one sentence that the page is not built', async () => {
    const unbuilt = pageServerProcess({ PORT: '0', PAGE_DIR: join(folder, 'nowhere') });
    unbuilt.spawn();
    expect(await unbuilt.exited).toEqual({ code: 1, signal: null });
    await eventually(() =>
      expect(unbuilt.log).toContain(
        JSON.stringify(`No page in ${join(folder, 'nowhere')}: build it with "npm run build".`),
      ),
    );
  });

  it('serves the page that was built, which keeps to its own policy, and all services', async () => {
    const blog = await BlogSystem.start({ page: true });
    try {
      const html = await (await fetch(blog.pageUrl)).text();
      const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
      expect(sources.length).toBeGreaterThan(0);
      for (const source of sources) {
        const { status } = await fetch(blog.pageUrl + source, { headers: { accept: 'image/*' } });
        expect({ source, status }).toEqual({ source, status: 200 });
      }
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);

      const stream = await openAnswer(blog.pageUrl, '/api/query/posts', {
        headers: { accept: 'text/event-stream' },
      });
      const post = await fetch(`${blog.pageUrl}/api/posts/posts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"title":"Through one origin"}',
      });
      expect(post.status).toBe(201);
      for await (const chunk of stream) if (String(chunk).includes('Through one origin')) break;
      for (const name of SERVICE_NAMES) {
        expect((await fetch(`${blog.pageUrl}/api/${name}/healthz`)).status).toBe(200);
      }
    } finally {
      await blog.stop();
    }
  });
});

(missingTools.has('nginx') ? describe.skip : describe)('nginx', () => {
  let folder: string;
  let service: FakeService;
  let names: NameServer;
  let nginx: NginxProcess;
  beforeAll(async () => {
    folder = makePage();
    [service, names] = await Promise.all([new FakeService().listen(), new NameServer().listen()]);
    const url = `http://posts.blog.test:${service.port}`;
    nginx = new NginxProcess({
      PORT: String(await freePort()),
      PAGE_DIR: join(folder, 'page'),
      POSTS_URL: url,
      COMMENTS_URL: url,
      QUERY_URL: url,
      MODERATION_URL: url,
      EVENT_BUS_URL: url,
      RESOLVERS: `127.0.0.1:${names.port}`,
    });
    await nginx.start();
  });
  afterAll(async () => {
    await nginx.stop();
    await Promise.all([service.close(), names.close()]);
    rmSync(folder, { recursive: true });
  });

  it('finds a service that gets its name after the start', async () => {
    expect((await ask(nginx.url, '/api/posts/')).status).toBe(502);
    names.addresses.set('posts.blog.test', '127.0.0.1');
    expect((await ask(nginx.url, '/api/posts/')).status).toBe(200);
  });

  it('says which of its settings cannot be used, all of them, and does not start', async () => {
    const misled = new NginxProcess({
      PORT: '0',
      PAGE_DIR: folder,
      QUERY_URL: 'http://a;b',
      EVENT_BUS_URL: 'bus',
      STARTED_BY: "systemd'",
    });
    const [status] = await once(await misled.spawn(), 'close');
    await misled.stop();
    expect(status).toBe(1);
    const names = misled.log.match(/^ {2}\w+(?=: expected )/gm)?.map((name) => name.trim());
    expect(names).toEqual([
      'PORT',
      'PAGE_DIR',
      'POSTS_URL',
      'COMMENTS_URL',
      'QUERY_URL',
      'MODERATION_URL',
      'EVENT_BUS_URL',
      'STARTED_BY',
    ]);
  });

  it('tells of Kubernetes with the namespace, and of nothing it was not told', async () => {
    const url = `http://127.0.0.1:${service.port}`;
    const urls = {
      POSTS_URL: url,
      COMMENTS_URL: url,
      QUERY_URL: url,
      MODERATION_URL: url,
      EVENT_BUS_URL: url,
    };
    const PAGE_DIR = join(folder, 'page');
    for (const [settings, told] of [
      [
        { STARTED_BY: 'kubernetes-scale', NAMESPACE: 'blog-2' },
        { startedBy: 'kubernetes-scale', namespace: 'blog-2' },
      ],
      [{ NAMESPACE: 'blog-2' }, { startedBy: null, namespace: null }],
    ] as const) {
      const one = new NginxProcess({ PORT: String(await freePort()), PAGE_DIR, ...urls, ...settings });
      try {
        await one.start();
        expect(await (await fetch(`${one.url}/started-by.json`)).json()).toEqual(told);
      } finally {
        await one.stop();
      }
    }
  });

  it('refuses a body that is larger than any service takes', async () => {
    const headers = { 'content-length': 5 * 1024 * 1024 + 1 };
    const { status, body } = await ask(nginx.url, '/api/posts/', { method: 'POST', headers });
    expect(status).toBe(413);
    expect(JSON.parse(String(body))).toMatchObject({ status: 413, code: 'request.too_large' });
  });

  it('does not wait for a stream when it stops, and lets a pending request finish', async () => {
    names.addresses.set('posts.blog.test', '127.0.0.1');
    const asked = new Promise<ServerResponse>((resolve) => {
      service.serve = (request, response) => {
        if (request.url === '/slow') resolve(response);
        else response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      };
    });
    const stream = buffer(await openAnswer(nginx.url, '/api/query/posts'));
    const slow = ask(nginx.url, '/api/posts/slow');
    const response = await asked;
    const stopped = nginx.end('SIGQUIT');
    response.end('after all');
    expect(String((await slow).body)).toBe('after all');
    await expect(stream).rejects.toThrow('aborted');
    expect(await stopped).toBe(0);
  });
});
