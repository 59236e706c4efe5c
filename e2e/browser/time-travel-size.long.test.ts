import { writeSync } from 'node:fs';
import { BusProcess } from '../harness/bus-process';
import { freePort } from '../harness/free-port';
import { pageServerProcess } from '../harness/page-server-process';
import { itInBrowser, TestBrowser } from './test-browser';

const EVENTS = 40_000;
const EVENTS_IN_BATCH = 1_000;
const COMMENTS_OF_POST = 30;
/** Maximum JavaScript heap of the page after garbage collection. */
const HEAP_BYTES_MAX = 20 * 1024 * 1024;

/** The globals of a function that runs in the page; only the page's project has browser types. */
interface InBrowser {
  readonly document: { querySelector(selector: string): { readonly textContent: string } | null };
}

/** Events like a blog's: each comment is created, decided on, and updated. */
function* blogEvents(): Generator<{ type: string; data: object }> {
  for (let post = 0; ; post += 1) {
    const postId = `00000000-0000-7000-8000-${String(post).padStart(12, '0')}`;
    yield {
      type: 'PostCreated',
      data: { id: postId, title: `Post ${post}, whose title says something`, version: 1 },
    };
    for (let number = 0; number < COMMENTS_OF_POST; number += 1) {
      const id = `00000000-0000-7000-9000-${String(post * COMMENTS_OF_POST + number).padStart(12, '0')}`;
      const content = `A comment as people write them, with the number ${number} and some more words`;
      const comment = { id, postId, content, version: 1 };
      const status = number % 10 === 0 ? 'rejected' : 'approved';
      yield { type: 'CommentCreated', data: { ...comment, status: 'pending' } };
      yield { type: 'CommentModerated', data: { ...comment, status } };
      yield { type: 'CommentUpdated', data: { ...comment, status } };
    }
  }
}

async function publishLog(bus: BusProcess): Promise<void> {
  const events = blogEvents();
  for (let first = 0; first < EVENTS; first += EVENTS_IN_BATCH) {
    const batch = Array.from({ length: EVENTS_IN_BATCH }, (_, index) => ({
      specversion: '1.0',
      id: String(first + index),
      source: '/blog',
      time: new Date(first + index).toISOString(),
      ...events.next().value,
    }));
    await bus.call('/events', {
      method: 'POST',
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(batch),
    });
  }
}

itInBrowser(
  `time travel holds a log of ${EVENTS} events in 20 MB`,
  async () => {
    const bus = await BusProcess.create();
    const page = pageServerProcess({ PORT: String(await freePort()), EVENT_BUS_URL: bus.url });
    const browser = await TestBrowser.launch();
    try {
      await bus.start();
      await page.start();
      await publishLog(bus);
      if (browser === undefined) throw new Error('There is no browser.');
      await browser.visit({ baseURL: page.url }, async (window) => {
        const measures = await window.context().newCDPSession(window);
        // CPU time, since elapsed time depends on the machine's load.
        await measures.send('Performance.enable', { timeDomain: 'threadTicks' });
        await window.goto('/time-travel');
        const head = EVENTS.toLocaleString('en');
        // Checked at each frame: a locator eventually polls only twice a second.
        const opened = await window.waitForFunction(
          (text) =>
            (globalThis as unknown as InBrowser).document.querySelector('output')?.textContent === text &&
            performance.now(),
          `${head} / ${head}`,
          { polling: 'raf', timeout: 60_000 },
        );
        const openedMs = Math.round(Number(await opened.jsonValue()));
        const { metrics } = await measures.send('Performance.getMetrics');
        const cpuMs = 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0);
        await measures.send('HeapProfiler.collectGarbage');
        const { usedSize } = await measures.send('Runtime.getHeapUsage');
        const mib = (usedSize / 2 ** 20).toFixed(1);
        writeSync(
          1,
          `time travel: ${EVENTS} events opened in ${openedMs} ms, ${Math.round(cpuMs)} of them at work, ${mib} MiB\n`,
        );
        expect(usedSize).toBeLessThanOrEqual(HEAP_BYTES_MAX);
      });
    } finally {
      await browser?.close();
      await page.end('SIGTERM');
      await bus.end('SIGTERM');
    }
  },
  180_000,
);
