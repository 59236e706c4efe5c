import { deflateRawSync } from 'node:zlib';
import { PassingBlocks } from './passing-blocks';

describe('PassingBlocks', () => {
  const linesOf = (position: number, length = 1_000) => Buffer.from(`${position}`.repeat(length));
  const load = (blocks: PassingBlocks, position: number, lines = linesOf(position)) => {
    const stored = deflateRawSync(lines, { level: 1 });
    return blocks.load({
      first: position,
      last: position + 1,
      bytes: stored.length,
      read: (room) => room.subarray(0, stored.copy(room)),
    });
  };

  it('has each block until five others were loaded, for readers that are near one another', () => {
    const blocks = new PassingBlocks();
    for (let position = 1; position <= 41; position += 2) {
      expect(load(blocks, position)?.lines).toEqual(linesOf(position));
    }
    const found = Array.from({ length: 44 }, (_, position) => position).filter((position) =>
      blocks.find(position),
    );
    expect(found).toEqual([33, 34, 35, 36, 37, 38, 39, 40, 41, 42]);
    for (const position of found) {
      expect(blocks.find(position)?.lines).toEqual(linesOf(position - ((position - 1) % 2)));
    }
  });

  it('unpacks block after block into the same memory', () => {
    const blocks = new PassingBlocks();
    const memory = new Set(Array.from({ length: 50 }, (_, n) => load(blocks, 1 + 2 * n)?.lines.buffer));
    expect(memory.size).toBe(5);
  });

  it('leaves a block that is too large for that to others, and one whose content is damaged', () => {
    const blocks = new PassingBlocks();
    for (const position of [1, 3, 5, 7, 9]) load(blocks, position);
    expect(load(blocks, 11, Buffer.alloc(200 * 1024, 'large'))).toBeUndefined();
    const read = (room: Buffer) => room.fill(0xff);
    expect(blocks.load({ first: 11, last: 12, bytes: 100, read })).toBeUndefined();
    expect(blocks.load({ first: 11, last: 12, bytes: 100_000, read })).toBeUndefined();
    // The oldest block's buffer was overwritten.
    const found = [1, 3, 5, 7, 9, 11].map((position) => blocks.find(position)?.lines);
    expect(found).toEqual([undefined, linesOf(3), linesOf(5), linesOf(7), linesOf(9), undefined]);
  });

  it('never gives out a block that could not be checked', () => {
    const blocks = new PassingBlocks();
    const read = () => {
      throw new Error('damaged');
    };
    expect(() => blocks.load({ first: 1, last: 2, bytes: 100, read })).toThrow('damaged');
    expect(blocks.find(1)).toBeUndefined();
  });
});
