/** Delay after the page has loaded, for browsers without `requestIdleCallback`. */
const IDLE_MS = 2_000;

function whenIdle(work: () => void): void {
  const wait = () =>
    'requestIdleCallback' in window ? requestIdleCallback(work) : setTimeout(work, IDLE_MS);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

/**
 * Makes the page work offline after one visit: a service worker (`page-worker.js`) caches every view while the browser is
 * idle. Without service workers, as over plain HTTP from another machine, the views are only prefetched. In development,
 * where files change all the time, a worker left by an earlier `npm start` at the same address is unregistered.
 */
export function workOffline(loadViews: () => void): void {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (import.meta.env.DEV) {
    void workers?.getRegistrations().then((known) => known.forEach((one) => void one.unregister()));
    return;
  }
  whenIdle(() => {
    if (workers === undefined) loadViews();
    else workers.register('/page-worker.js').catch(loadViews);
  });
}
