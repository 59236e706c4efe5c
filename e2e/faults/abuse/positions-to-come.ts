import assert from 'node:assert/strict';
import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { OpenConnections } from './open-connections';

/** More than query's limit of waiting reads. */
const READERS = 1_500;
/** Beyond any log. */
const FAR = 999_999_999_999_999;

/** Reads that wait for a position that the log will never reach. No other reader is delayed. */
export const positionsToCome: Attack = {
  name: 'positions to come',
  async run(blog) {
    const connections = new OpenConnections();
    const request = Buffer.from(
      `GET /posts?after-position=${FAR} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(2),
    );
    try {
      await connections.open(blog.url('query'), READERS, request);
      const { status } = await fetch(`${blog.url('query')}/posts?limit=1`);
      assert.equal(status, 200, 'a read that waits for nothing');
      expectMemory(blog, 'query');
    } finally {
      connections.close();
    }
  },
};
