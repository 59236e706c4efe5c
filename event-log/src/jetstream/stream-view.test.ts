import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import type { Wanted } from './direct-get';
import { LocalBlocks } from './local-blocks';
import type { StoredIds } from './stored-ids';
import type { StreamReader } from './stream-reader';
import { StreamView } from './stream-view';

/** More than the in-memory cache holds. */
const EVENTS = 50_000;
const LINE_BYTES = 500;

describe('StreamView', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stream-view-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads history from the stream once, and then from the disk, the same', async () => {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const blocks = new LocalBlocks({ folder, bytesMax: 64 * 1024 * 1024, logger });
    const keeping: Promise<void>[] = [];
    const keep = blocks.keep.bind(blocks);
    jest.spyOn(blocks, 'keep').mockImplementation((block) => {
      keeping.push(keep(block));
      return Promise.resolve();
    });
    const read = jest.fn(async ({ first, count }: Wanted) => blockOf(first, count));
    const view = new StreamView({
      reader: { read } as unknown as StreamReader,
      ids: {} as StoredIds,
      blocks,
      head: EVENTS,
      lastStoredMs: 0,
      onAdvance: () => {},
    });
    const check = (after: number, whole: EventBlock) => {
      const { last, lines } = whole.after(after);
      expect(lines.equals(blockOf(after + 1, last - after).lines)).toBe(true);
      return last;
    };
    const readAll = async () => {
      for (let after = 0; after < EVENTS; ) {
        after = check(after, await view.block(after));
        await Promise.all(keeping.splice(0));
      }
    };
    const lookAtAll = async () => {
      for (let after = 0; after < EVENTS; ) after = await view.look(after, (block) => check(after, block));
    };

    await readAll();
    expect(read).toHaveBeenCalled();
    read.mockClear();
    await readAll();
    const get = jest.spyOn(blocks, 'get');
    await lookAtAll();

    // Readers with `look` allocate nothing.
    expect(get).not.toHaveBeenCalled();
    expect(read).not.toHaveBeenCalled();
    blocks.stop();
  });
});

function blockOf(first: number, count: number): EventBlock {
  const lines = Array.from({ length: count }, (_, index) =>
    `{"position":${first + index},"data":"`.padEnd(LINE_BYTES, 'x').concat('"}\n'),
  );
  return new EventBlock({ first, last: first + count - 1, lines: Buffer.from(lines.join('')) });
}
