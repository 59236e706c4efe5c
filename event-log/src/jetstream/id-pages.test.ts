import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '@blog/service-kit';
import { encodePage, PAGE_EVENTS, pageEnd } from './id-page';
import { IdPages } from './id-pages';
import { logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';

const PAGES = 12;
const hashesOf = (page: number) => new Float64Array(PAGE_EVENTS).fill(page);
const logger = createLogger({ name: 'test', level: 'silent' });

describe('IdPages', () => {
  const missing = new Set<number>();
  let asked: number[];
  let answers: (() => void)[];
  let pages: IdPages;

  let isConnected: boolean;
  /** The answer to every read, instead of a page. */
  let refusal: number | undefined;

  /** A server that answers reads when told to, and everything else immediately. */
  const server = () => {
    const listeners = new Map<string, (message: object) => void>();
    const answer = (inbox: string, page: number) => {
      if (refusal !== undefined)
        return listeners.get(inbox)?.({ data: Buffer.alloc(0), headers: { code: refusal } });
      if (!missing.has(page)) listeners.get(inbox)?.({ data: encodePage(page, hashesOf(page)) });
      listeners.get(inbox)?.({ data: Buffer.alloc(0), headers: { code: 204 } });
    };
    return {
      requireConnected: () => {
        if (!isConnected) throw logUnavailable('not connected');
      },
      noteLed: () => {},
      noteLeaderless: () => {},
      request: async () => {
        if (!isConnected) throw logUnavailable('not connected');
        return { json: () => ({ state: {} }) };
      },
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

  const opened = async () => {
    const log = { id: 'log', epoch: 'log' };
    const made = new IdPages({ link: server(), stream: 'LOG', log, replicas: 1, logger });
    await answerAll(made.open(pageEnd(PAGES), async () => PAGES));
    return made;
  };

  beforeEach(async () => {
    missing.clear();
    isConnected = true;
    refusal = undefined;
    asked = [];
    answers = [];
    pages = await opened();
    asked = [];
  });

  it('reads a few pages ahead, each once', async () => {
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

  it('can be opened again when the connection was lost', async () => {
    isConnected = false;
    await expect(opened()).rejects.toMatchObject({ code: 'log.unavailable' });
    isConnected = true;
    expect((await answerAll((await opened()).read(1)))?.[0]).toBe(1);
  });

  it('asks for one page, and then for none, if no page can be read', async () => {
    refusal = 503;
    const none = await opened();
    expect(asked).toEqual([PAGES]);
    expect(await none.read(1)).toBeUndefined();
    expect(asked).toEqual([PAGES]);
  });

  it('asks for none after the last one that is of this log', async () => {
    const reading = pages.read(PAGES + 1);
    expect(asked).toEqual([]);
    expect(await reading).toBeUndefined();
  });
});
