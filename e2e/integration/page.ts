import type { Blog } from '../harness/blog';
import { readUntil } from '../harness/read-until';
import { SERVICE_NAMES } from '../harness/service-names';

const JSON_BODY = { 'content-type': 'application/json' };

export const page = (opened: () => Blog) =>
  describe('the page and what is behind it', () => {
    let blog: Blog;
    beforeAll(() => {
      blog = opened();
    });

    it.each(['/', '/posts/1', '/bus', '/topology'])(
      'is served at %s, and runs nothing but its own',
      async (path) => {
        const answer = await fetch(blog.pageUrl + path, { headers: { accept: 'text/html' } });
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
        expect(answer.headers.get('content-security-policy')).toMatch(
          /^default-src 'none'; script-src 'self';/,
        );
        expect(await answer.text()).toMatch(/<script type="module"[^>]* src="\/assets\//);
      },
    );

    it.each(SERVICE_NAMES)('reaches %s below /api/', async (name) => {
      const answer = await fetch(`${blog.pageUrl}/api/${name}/readyz`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ status: 'ready' });
      const description = await (await fetch(`${blog.pageUrl}/api/${name}/openapi.json`)).json();
      expect(description).toEqual(await (await fetch(`${blog.url(name)}/openapi.json`)).json());
    });

    it('passes on what is written, and streams what becomes of it', async () => {
      const write = async (path: string, body: object) => {
        const request = { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) };
        const answer = await fetch(`${blog.pageUrl}/api/${path}`, request);
        expect(answer.status).toBe(201);
        return (await answer.json()) as { id: string };
      };
      const post = await write('posts/posts', { title: 'From the page' });
      const stream = readUntil(`${blog.pageUrl}/api/query/posts/${post.id}?after=0`, '"approved"');
      await write(`comments/posts/${post.id}/comments`, { content: 'from the page, too' });
      expect(await stream).toMatch(/^event: post$/m);
    });

    it('answers a service that does not exist with a problem', async () => {
      const answer = await fetch(`${blog.pageUrl}/api/nobody/`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });

    it.each(['/healthz', '/readyz'])('answers %s, as each service does', async (path) => {
      const urls = [blog.pageUrl, ...SERVICE_NAMES.map((name) => blog.url(name))];
      const answers = await Promise.all(urls.map((url) => fetch(url + path)));
      expect(answers.map(({ status }) => status)).toEqual(urls.map(() => 200));
    });

    it.each(SERVICE_NAMES)('has the metrics and the description of %s', async (name) => {
      const metrics = await fetch(`${blog.url(name)}/metrics`);
      expect([metrics.status, metrics.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/plain/),
      ]);
      expect(await metrics.text()).toMatch(/^process_cpu_seconds_total /m);
      const description = await fetch(`${blog.url(name)}/openapi.json`);
      expect(await description.json()).toMatchObject({ openapi: expect.stringMatching(/^3\./) });
    });
  });
