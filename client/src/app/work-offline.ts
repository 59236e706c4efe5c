/** Browsers without `requestIdleCallback` wait so long after the page was loaded. */
const IDLE_MS = 2_000;

function whenIdle(work: () => void): void {
  const wait = () =>
    'requestIdleCallback' in window ? requestIdleCallback(work) : setTimeout(work, IDLE_MS);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

/**
 * Makes the page open without a connection once it was opened with one: a service worker keeps every view (`page-worker.js`), which it
 * fetches when the browser has nothing else to do. Where there is none, as by plain HTTP from another machine, the views are fetched all
 * the same. In development files change all the time: a worker of an earlier `npm start` at the same address goes.
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
