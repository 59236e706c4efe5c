'use strict';

/*
 * The page's service worker: without a connection, the page opens and shows what was read last. With one, everything except
 * files with a hash in their name comes from the network, so that a new version is there immediately. `page-worker.mts`
 * replaces the placeholders in braces when the page is built.
 */

const BUILD = '/*{build}*/';
/** All files of the build; the first is the page itself. */
const FILES = /*{files}*/ [];
/** The page's entry script: a page that does not name it is from another build. */
const ENTRY = '/*{entry}*/';

const SHELL_NAME = 'shell ';
const SHELL = `${SHELL_NAME}${BUILD}`;
const ANSWERS = `answers ${BUILD}`;
/** Number of query's answers that are kept; the oldest is dropped first. */
const ANSWERS_MAX = 60;
/** A list of posts, a post, or its comments. */
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

/** A whole build or nothing: during a rollout, servers may have different ones. */
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

/** Keeps the previous build's files: a window that is open still loads its views from there. */
async function forgetOtherBuilds() {
  const names = await caches.keys();
  const before = names.filter((name) => name.startsWith(SHELL_NAME) && name !== SHELL).at(-1);
  const kept = new Set([SHELL, ANSWERS, before]);
  await Promise.all(names.filter((name) => !kept.has(name)).map((name) => caches.delete(name)));
}

/** From any build: the file's name contains its hash. */
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

/** Neither streams nor reads that wait for one's own change: for those an older answer would be wrong. */
function isKept(request, pathname) {
  const accepted = request.headers.get('accept') ?? '';
  return KEPT.test(pathname) && accepted === 'application/json' && !request.url.includes('after-position');
}

/** The service's answer; the stored one only if the network fails. */
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
