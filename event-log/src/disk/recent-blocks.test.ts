import { EventBlock } from '../event-block';
import { RecentBlocks } from './recent-blocks';

const BLOCK_BYTES = 128 * 1024;
const blockAt = (position: number) =>
  new EventBlock({ first: position, last: position, lines: Buffer.alloc(BLOCK_BYTES) });

describe('RecentBlocks', () => {
  const known = (blocks: RecentBlocks, through: number) =>
    Array.from({ length: through }, (_, n) => n + 1).filter((position) => blocks.get(position) !== undefined);

  it('has a block for readers that are near one another', () => {
    const blocks = new RecentBlocks();
    const block = new EventBlock({ first: 5, last: 7, lines: Buffer.alloc(3) });
    blocks.add(block);
    expect([5, 6, 7].map((position) => blocks.get(position))).toEqual([block, block, block]);
    expect([4, 8].map((position) => blocks.get(position))).toEqual([undefined, undefined]);
  });

  it('drops what a lone reader has read once 1 MiB more was read', () => {
    const blocks = new RecentBlocks();
    for (let position = 1; position <= 100; position += 1) blocks.add(blockAt(position));
    expect(known(blocks, 100)).toEqual([93, 94, 95, 96, 97, 98, 99, 100]);
  });

  it('keeps what two have read, however much one reads after it, and 8 MiB of that', () => {
    const blocks = new RecentBlocks();
    for (let position = 1; position <= 100; position += 1) {
      blocks.add(blockAt(position));
      blocks.get(position);
    }
    for (let position = 101; position <= 200; position += 1) blocks.add(blockAt(position));
    expect(known(blocks, 100)).toEqual(Array.from({ length: 64 }, (_, n) => n + 37));
  });

  it('has the last block, however large it is', () => {
    const blocks = new RecentBlocks();
    blocks.add(blockAt(1));
    const large = new EventBlock({ first: 2, last: 2, lines: Buffer.alloc(9 * 1024 * 1024) });
    blocks.add(large);
    expect(blocks.get(1)).toBeUndefined();
    expect(blocks.get(2)).toBe(large);
    expect(blocks.get(2)).toBe(large);
  });
});
