'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const ORIGIN = 'http://page';
const ENTRY = 'assets/entry-1.js';
const SOURCE = fs
  .readFileSync(path.join(__dirname, 'page-worker.js'), 'utf8')
  .replace('/*{build}*/', 'one')
  .replace('/*{files}*/ []', JSON.stringify(['/', '/icon.svg', `/${ENTRY}`]))
  .replace('/*{entry}*/', ENTRY);

/** The part of the Cache API that the worker uses; matches by address only. */
class FakeCache {
  entries = new Map();
  constructor(fetch) {
    this.fetch = fetch;
  }
  keyOf = (request) => new URL(request.url ?? request, ORIGIN).href;
  match = async (request) => this.entries.get(this.keyOf(request))?.clone();
  put = async (request, answer) => void this.entries.set(this.keyOf(request), answer);
  delete = async (request) => this.entries.delete(this.keyOf(request));
  keys = async () => [...this.entries.keys()];
  async addAll(requests) {
    for (const request of requests) await this.put(request, await this.fetch(request));
  }
}

let caches;
let network;
let listeners;

const get = (address, { mode = 'cors', accept = 'application/json', method = 'GET' } = {}) => ({
  url: new URL(address, ORIGIN).href,
  mode,
  method,
  headers: new Headers({ accept }),
});

/** The worker's answer; undefined if it leaves the request to the browser. */
async function answerTo(request) {
  let answer;
  const waiting = [];
  listeners.get('fetch')({
    request,
    respondWith: (given) => {
      answer = given;
    },
    waitUntil: (work) => waiting.push(work),
  });
  const text = await (await answer)?.text();
  await Promise.all(waiting);
  return text;
}

async function happens(name) {
  let work;
  listeners.get(name)({
    waitUntil: (given) => {
      work = given;
    },
  });
  await work;
}

beforeEach(() => {
  network = new Map([
    ['/', `page of ${ENTRY}`],
    ['/icon.svg', 'icon'],
    [`/${ENTRY}`, 'entry'],
  ]);
  const fetch = async (request) => {
    const { pathname, search } = new URL(request.url, ORIGIN);
    if (network === undefined) throw new TypeError('offline');
    return new Response(network.get(pathname + search) ?? `fresh ${pathname}`);
  };
  const opened = new Map();
  caches = {
    open: async (name) => {
      const cache = opened.get(name) ?? new FakeCache(fetch);
      opened.set(name, cache);
      return cache;
    },
    keys: async () => [...opened.keys()],
    delete: async (name) => opened.delete(name),
  };
  listeners = new Map();
  const self = {
    location: new URL(ORIGIN),
    addEventListener: (name, listener) => listeners.set(name, listener),
    skipWaiting: async () => {},
    clients: { claim: async () => {} },
  };
  const Request = function Request(address) {
    return get(address);
  };
  vm.runInNewContext(SOURCE, { self, caches, fetch, Request, URL, Promise, Error });
});

test('keeps the whole build', async () => {
  await happens('install');
  network = undefined;
  expect(await answerTo(get('/posts/p', { mode: 'navigate', accept: 'text/html' }))).toBe(`page of ${ENTRY}`);
  expect(await answerTo(get(`/${ENTRY}`))).toBe('entry');
  expect(await answerTo(get('/icon.svg'))).toBe('icon');
});

test('keeps nothing of a build whose page is that of another', async () => {
  network.set('/', 'page of assets/entry-2.js');
  await expect(happens('install')).rejects.toThrow('another build');
  expect(await caches.keys()).toEqual([]);
});

test('shows the page of the network while there is one, and asks it for no file that it keeps', async () => {
  await happens('install');
  network.set('/', 'page of a new build').set(`/${ENTRY}`, 'never asked for');
  expect(await answerTo(get('/', { mode: 'navigate', accept: 'text/html' }))).toBe('page of a new build');
  expect(await answerTo(get(`/${ENTRY}`))).toBe('entry');
});

test('forgets what earlier builds kept, but for the files of the one before', async () => {
  for (const name of ['shell one before', 'shell zero', 'answers zero']) await caches.open(name);
  const view = new Response('its view');
  await (await caches.open('shell zero')).put(get('/assets/view-0.js'), view);
  await happens('install');
  await caches.open('answers one');
  await happens('activate');
  expect(await caches.keys()).toEqual(['shell zero', 'shell one', 'answers one']);
  // A window from before the update still loads its views.
  expect(await answerTo(get('/assets/view-0.js'))).toBe('its view');
});

test('answers with what was read last only without a network', async () => {
  const list = '/api/query/posts?limit=20';
  network.set(list, 'first');
  expect(await answerTo(get(list))).toBe('first');
  network.set(list, 'second');
  expect(await answerTo(get(list))).toBe('second');
  network = undefined;
  expect(await answerTo(get(list))).toBe('second');
  await expect(answerTo(get('/api/query/posts/never-read'))).rejects.toThrow('offline');
});

test('keeps the last 60 answers', async () => {
  for (let index = 0; index < 70; index += 1) await answerTo(get(`/api/query/posts/${index}`));
  network = undefined;
  await expect(answerTo(get('/api/query/posts/9'))).rejects.toThrow('offline');
  expect(await answerTo(get('/api/query/posts/10'))).toBe('fresh /api/query/posts/10');
});

test.each([
  ['a stream', get('/api/query/posts?after=1', { accept: 'text/event-stream' })],
  ['a read of what one has written', get('/api/query/posts?after-position=5')],
  ['a change', get('/api/posts/posts', { method: 'POST' })],
  ['the log', get('/api/event-bus/events?after=0')],
  ['whether a service is ready', get('/api/query/readyz')],
  ['another origin', get('http://other/assets/x.js')],
  ['an answer that is opened by itself', get('/api/posts/posts', { mode: 'navigate', accept: 'text/html' })],
])('leaves %s to the browser', async (_what, request) => {
  await happens('install');
  expect(await answerTo(request)).toBeUndefined();
});
