'use strict';

/*
 * The page's service worker: the page opens, and shows what was read last, where there is no connection. With one, everything but files
 * whose name holds their hash comes from the network, so that a new version is there at once. `page-worker.mts` fills in what
 * stands between the marks when the page is built.
 */

const BUILD = '/*{build}*/';
/** Everything that the build consists of; the first is the page itself. */
const FILES = /*{files}*/ [];
/** What the page loads first: a page that does not name it is of another build. */
const ENTRY = '/*{entry}*/';

const SHELL_NAME = 'shell ';
const SHELL = `${SHELL_NAME}${BUILD}`;
const ANSWERS = `answers ${BUILD}`;
/** Answers of query that are kept; the oldest goes first. */
const ANSWERS_MAX = 60;
/** A list of posts, a post, or its comments: what people read. */
const KEPT = /^\/api\/query\/posts(\/[^/]+(\/comments)?)?$/;

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOtherBuilds().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(shellFirst(request));
  else if (request.mode === 'navigate' && !pathname.startsWith('/api/'))
    event.respondWith(networkFirst(request, FILES[0]));
  else if (FILES.includes(pathname)) event.respondWith(networkFirst(request, pathname));
  else if (isKept(request, pathname)) event.respondWith(answerOf(event));
});

/** All of one build or nothing: while a new one is rolled out, servers may differ. */
async function keepShell() {
  const shell = await caches.open(SHELL);
  await shell.addAll(
    FILES.map((path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' })),
  );
  const page = await shell.match(FILES[0]);
  if (page !== undefined && (await page.text()).includes(ENTRY)) return;
  await caches.delete(SHELL);
  throw new Error(`The server has a page of another build than ${BUILD}.`);
}

/** But for the files of the build before this one: a window that is open still loads its views. */
async function forgetOtherBuilds() {
  const names = await caches.keys();
  const before = names.filter((name) => name.startsWith(SHELL_NAME) && name !== SHELL).at(-1);
  const kept = new Set([SHELL, ANSWERS, before]);
  await Promise.all(names.filter((name) => !kept.has(name)).map((name) => caches.delete(name)));
}

/** Of whichever build: the name of a file holds its hash. */
async function shellFirst(request) {
  for (const name of await caches.keys()) {
    const shell = name.startsWith(SHELL_NAME) ? await caches.open(name) : undefined;
    const kept = await shell?.match(request);
    if (kept !== undefined) return kept;
  }
  return fetch(request);
}

async function networkFirst(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.open(SHELL);
    const kept = await shell.match(path);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Not streams, nor what waits for a change of one's own: an older answer to that would be wrong. */
function isKept(request, pathname) {
  const accepted = request.headers.get('accept') ?? '';
  return KEPT.test(pathname) && accepted === 'application/json' && !request.url.includes('after-position');
}

/** The service's answer; the one that was kept only if the network gives none at all. */
async function answerOf(event) {
  const { request } = event;
  const answers = await caches.open(ANSWERS);
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keepAnswer(answers, request, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await answers.match(request, { ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

async function keepAnswer(answers, request, answer) {
  await answers.delete(request, { ignoreVary: true });
  await answers.put(request, answer);
  const kept = await answers.keys();
  await Promise.all(
    kept.slice(0, -ANSWERS_MAX).map((oldest) => answers.delete(oldest, { ignoreVary: true })),
  );
}
