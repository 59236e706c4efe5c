import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { BlogSystem } from '../../harness/blog-system';
import { ask, type RawRequest } from '../../harness/raw-request';
import { SERVICE_NAMES, type ServiceName } from '../../harness/service-names';
import type { Attack } from './attack';

const FOREIGN = 'https://elsewhere.example';
/** Headers that identify another site's page: a sandbox has no origin, and older browsers only send Origin. */
const TELLS: readonly Record<string, string>[] = [
  { origin: FOREIGN, 'sec-fetch-site': 'cross-site' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: FOREIGN },
  { 'sec-fetch-site': 'cross-site' },
];
/** Media types that a form, or `fetch` with `no-cors`, may send without a preflight. */
const FORM_TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
const TYPE = 'ForeignlyTold';

/** Changes that a page might attempt, each with a request that would succeed from our own page. */
const CHANGES: readonly { service: ServiceName; method: string; path: string; body?: string }[] = [
  { service: 'event-bus', method: 'POST', path: '/events', body: JSON.stringify({ type: TYPE, data: {} }) },
  { service: 'event-bus', method: 'POST', path: '/subscriptions/moderation/pause' },
  { service: 'event-bus', method: 'DELETE', path: '/subscriptions/moderation' },
  {
    service: 'event-bus',
    method: 'PUT',
    path: '/subscriptions/foreign',
    body: '{"url":"http://localhost:1/"}',
  },
  { service: 'event-bus', method: 'GET', path: '/events?follower=foreign' },
  { service: 'posts', method: 'POST', path: '/posts', body: JSON.stringify({ title: TYPE }) },
  { service: 'comments', method: 'POST', path: '/posts/p/comments', body: JSON.stringify({ content: TYPE }) },
  { service: 'query', method: 'POST', path: '/set-aside/retry', body: '{}' },
  { service: 'moderation', method: 'POST', path: '/events', body: '[]' },
];

/** Another site's page, open in the browser of somebody who runs the blog: it can change nothing and read nothing. */
export const foreignPage: Attack = {
  name: 'a foreign page',
  async run(blog) {
    for (const { service, method, path, body } of CHANGES) {
      const types = body === undefined ? FORM_TYPES.slice(0, 1) : [...FORM_TYPES, 'application/json'];
      for (const tell of TELLS) {
        for (const type of types) {
          const headers = { ...tell, 'content-type': type, accept: 'text/event-stream, */*' };
          await isRefused(blog, service, path, { method, headers, ...(body && { body }) }, [403]);
        }
      }
      // DNS rebinding: under its own name that resolves here, the browser no longer considers it foreign.
      const headers = {
        host: 'elsewhere.example',
        origin: 'http://elsewhere.example',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      };
      await isRefused(blog, service, path, { method, headers, ...(body && { body }) }, [421]);
      await refusesTwoHosts(blog.url(service), method, path);
    }
    await cannotRead(blog);
    await nothingHasChanged(blog);
  },
};

async function isRefused(
  blog: BlogSystem,
  service: ServiceName,
  path: string,
  request: RawRequest,
  expected: readonly number[],
): Promise<void> {
  const { status, headers } = await ask(blog.url(service), path, request);
  const what = `${request.method} ${path} of ${service}, as ${JSON.stringify(request.headers)}`;
  assert(expected.includes(status as number), `${what}: ${status}`);
  assert.match(headers['content-type'] ?? '', /^application\/problem\+json/, what);
  assert.equal(headers['access-control-allow-origin'], undefined, what);
}

async function refusesTwoHosts(base: string, method: string, path: string): Promise<void> {
  const { port, hostname } = new URL(base);
  const socket = connect(Number(port), hostname);
  const hosts = 'Host: localhost\r\nHost: elsewhere.example';
  socket.write(`${method} ${path} HTTP/1.1\r\n${hosts}\r\nContent-Length: 0\r\n\r\n`);
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1.1 400 .*^content-type: application\/problem\+json/ims, `two hosts: ${path}`);
}

/** The browser hides answers without a matching CORS header; requests under another host name are refused. */
async function cannotRead(blog: BlogSystem): Promise<void> {
  for (const service of SERVICE_NAMES) {
    const { headers } = await ask(blog.url(service), '/readyz', { headers: { origin: FOREIGN } });
    assert.equal(headers['access-control-allow-origin'], undefined, service);
    const led = await ask(blog.url(service), '/readyz', { headers: { host: 'elsewhere.example' } });
    assert.equal(led.status, 421, service);
  }
  const headers = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' };
  const log = await ask(blog.url('event-bus'), '/events?limit=1', { headers });
  assert.equal(log.headers['access-control-allow-origin'], undefined, 'the log, to a page of this machine');
}

async function nothingHasChanged(blog: BlogSystem): Promise<void> {
  const told = JSON.stringify(await blog.log());
  assert(!told.includes(TYPE), 'something was published');
  const readers = await blog.subscribers();
  assert(!readers.some(({ name }) => name === 'foreign'), 'a reader was added');
  const moderation = readers.find(({ name }) => name === 'moderation');
  assert(moderation !== undefined && moderation.state !== 'paused', 'moderation was paused or deleted');
}
