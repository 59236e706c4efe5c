import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { fillLog } from './fill-log';
import { OpenConnections } from './open-connections';

/** The bus's maximum per client. */
const STREAMS = 500;
const ACCEPTED = ['text/event-stream', 'application/x-ndjson', 'application/json'];

/** Streams from anywhere in the log, in every format, each with its own filter, that are never read. */
export const unreadStreams: Attack = {
  name: 'unread streams',
  async run(blog, random) {
    await fillLog(blog);
    const head = await blog.head();
    const connections = new OpenConnections();
    const open = (accepted: string, filter: string) => {
      const path = `/events?after=${random.integer(0, head - 1)}${filter}`;
      const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${accepted}\r\n\r\n`;
      return connections.open(blog.url('event-bus'), 1, Buffer.from(request));
    };
    try {
      for (let n = 0; n < STREAMS; n += 1) {
        await open(ACCEPTED[n % ACCEPTED.length] as string, n % 2 === 0 ? '' : `&type=Noise&type=Type${n}`);
        if (n % 50 === 0) expectMemory(blog, 'event-bus');
      }
      for (let time = 0; time < 10; time += 1) {
        await (await fetch(`${blog.url('event-bus')}/events?limit=100`)).arrayBuffer();
        expectMemory(blog, 'event-bus');
      }
    } finally {
      connections.close();
    }
  },
};
