import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '@blog/service-kit';
import { encodePage, PAGE_EVENTS, pageEnd } from './id-page';
import { IdPages } from './id-pages';
import type { NatsLink } from './nats-link';

const PAGES = 12;
const hashesOf = (page: number) => new Float64Array(PAGE_EVENTS).fill(page);
const logger = createLogger({ name: 'test', level: 'silent' });

describe('IdPages', () => {
  const missing = new Set<number>();
  let asked: number[];
  let answers: (() => void)[];
  let pages: IdPages;

  /** A server that answers a read once it is told to, and everything else at once. */
  const server = () => {
    const listeners = new Map<string, (message: object) => void>();
    const answer = (inbox: string, page: number) => {
      if (!missing.has(page)) listeners.get(inbox)?.({ data: encodePage(page, hashesOf(page)) });
      listeners.get(inbox)?.({ data: Buffer.alloc(0), headers: { code: 204 } });
    };
    return {
      requireConnected: () => {},
      noteLed: () => {},
      request: async () => ({ json: () => ({ state: {} }) }),
      subscribe: (inbox: string, listener: (message: object) => void) => {
        listeners.set(inbox, listener);
        return { unsubscribe: () => listeners.delete(inbox) };
      },
      connection: {
        publish: (_subject: string, request: string, { reply }: { reply: string }) => {
          const page = Number(JSON.parse(request).multi_last[0].split('.').at(-1));
          asked.push(page);
          answers.push(() => answer(reply, page));
        },
      },
    } as unknown as NatsLink;
  };

  async function answerAll<Read>(reading: Promise<Read>): Promise<Read> {
    let isRead = false;
    const ending = reading.finally(() => {
      isRead = true;
    });
    while (!isRead) {
      for (const answer of answers.splice(0)) answer();
      await nextTurn();
    }
    return ending;
  }

  beforeEach(async () => {
    missing.clear();
    asked = [];
    answers = [];
    const log = { id: 'log', epoch: 'log' };
    pages = new IdPages({ link: server(), stream: 'LOG', log, replicas: 1, logger });
    await answerAll(pages.open(pageEnd(PAGES), async () => PAGES));
    asked = [];
  });

  it('asks for the next pages while one is read, for few at once, and for each once', async () => {
    const first = pages.read(1);
    expect(asked).toEqual([1, 2, 3, 4, 5]);
    expect((await answerAll(first))?.[0]).toBe(1);
    for (let page = 2; page <= PAGES; page += 1) {
      const reading = pages.read(page);
      expect(asked.at(-1)).toBe(Math.min(page + 4, PAGES));
      expect((await answerAll(reading))?.[0]).toBe(page);
    }
    expect(asked).toEqual(Array.from({ length: PAGES }, (_, n) => n + 1));
  });

  it('has the pages after one that is missing', async () => {
    missing.add(3);
    const read: unknown[] = [];
    for (const page of [1, 2, 3, 4]) read.push((await answerAll(pages.read(page)))?.[0]);
    expect(read).toEqual([1, 2, undefined, 4]);
  });

  it('asks for none after the last one that is of this log', async () => {
    const reading = pages.read(PAGES + 1);
    expect(asked).toEqual([]);
    expect(await reading).toBeUndefined();
  });
});
