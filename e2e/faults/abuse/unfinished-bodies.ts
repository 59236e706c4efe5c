import assert from 'node:assert/strict';
import { eventually } from '../../../service-kit/test/eventually';
import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { OpenConnections } from './open-connections';
import { publishPlain } from './publish-plain';

const MIB = 1024 * 1024;
const BUS_BODIES = 100;
const MODERATION_BODIES = 40;
const BATCH_TYPE = 'application/cloudevents-batch+json';

/** Maximum-size bodies that never end: they cost bounded memory, and honest requests are served. */
export const unfinishedBodies: Attack = {
  name: 'unfinished bodies',
  async run(blog) {
    const connections = new OpenConnections();
    const body = (bytes: number) => {
      const head = `POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${BATCH_TYPE}\r\nContent-Length: ${bytes}\r\n\r\n`;
      return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - 1, ' ')]);
    };
    try {
      await Promise.all([
        connections.open(blog.url('event-bus'), BUS_BODIES, body(4 * MIB)),
        connections.open(blog.url('moderation'), MODERATION_BODIES, body(8 * MIB)),
      ]);
      expectMemory(blog, 'event-bus');
      expectMemory(blog, 'moderation');
      const { status } = await publishPlain(blog, { type: 'Honest' });
      assert.equal(status, 201, 'a small event found no room beside unfinished bodies');
      await eventually(
        async () => {
          const large = await publishPlain(blog, { type: 'Honest', data: 'x'.repeat(200 * 1024) });
          assert.equal(large.status, 201, 'a large event found no room beside unfinished bodies');
        },
        { withinMs: 20_000, everyMs: 100 },
      );
    } finally {
      connections.close();
    }
  },
};
