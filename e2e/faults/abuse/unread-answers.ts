import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { fillLog } from './fill-log';
import { OpenConnections } from './open-connections';

const CONNECTIONS = 150;
const PIPELINED = 10;

/** Pages that are requested repeatedly, also pipelined on one connection, and never read. */
export const unreadAnswers: Attack = {
  name: 'unread answers',
  async run(blog) {
    await fillLog(blog);
    const connections = new OpenConnections();
    const page = 'GET /events?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n';
    try {
      await connections.open(blog.url('event-bus'), CONNECTIONS, Buffer.from(page.repeat(PIPELINED)));
      // An honest page is served after all of those, or refused immediately.
      await blog.head();
      for (let time = 0; time < PIPELINED; time += 1) {
        await (await fetch(`${blog.url('event-bus')}/events?limit=100`)).arrayBuffer();
        expectMemory(blog, 'event-bus');
      }
    } finally {
      connections.close();
    }
  },
};
