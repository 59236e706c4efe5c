import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { LocalBlocks } from './local-blocks';

const logger = createLogger({ name: 'test', level: 'silent' });

describe('LocalBlocks', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-blocks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (bytesMax = 1024 * 1024) => new LocalBlocks({ folder: join(folder, 'log'), bytesMax, logger });
  const block = (first: number, count = 10) => {
    const lines = Array.from({ length: count }, (_, n) => `${JSON.stringify({ position: first + n })}\n`);
    return new EventBlock({ first, last: first + count - 1, lines: Buffer.from(lines.join('')) });
  };
  const files = () => readdirSync(join(folder, 'log'));
  const bytes = () => files().reduce((sum, name) => sum + statSync(join(folder, 'log', name)).size, 0);

  it('has the blocks that it was given, and no others', async () => {
    const blocks = open();
    await Promise.all([blocks.keep(block(1)), blocks.keep(block(11, 500))]);
    expect(blocks.get(1)).toMatchObject({ first: 1, last: 10, lines: block(1).lines });
    expect(blocks.get(11)).toMatchObject({ first: 11, last: 510, lines: block(11, 500).lines });
    expect(blocks.get(2)).toBeUndefined();
    blocks.stop();
  });

  it('passes blocks to a reader that uses one at a time, each as it was given', async () => {
    const blocks = open();
    await Promise.all([blocks.keep(block(1)), blocks.keep(block(11, 500))]);
    for (const { first, last, lines } of [block(1), block(11, 500), block(1)]) {
      expect(blocks.pass(first)).toMatchObject({ first, last, lines });
    }
    expect(blocks.pass(511)).toBeUndefined();
    blocks.stop();
  });

  it('stays within its size on disk, and drops the older ones', async () => {
    const blocks = open(2_000);
    for (let first = 1; first <= 2_000; first += 10) {
      await blocks.keep(block(first));
      expect(bytes()).toBeLessThanOrEqual(2_000);
    }
    expect(blocks.get(1_991)).toMatchObject({ first: 1_991, last: 2_000 });
    expect(blocks.get(1)).toBeUndefined();
    blocks.stop();
  });

  it.each(['get', 'pass'] as const)('never serves what was damaged on the disk (%s)', async (way) => {
    const blocks = open();
    await blocks.keep(block(1));
    const path = join(folder, 'log', files()[0] as string);
    const content = readFileSync(path);
    content[3] = (content[3] as number) ^ 1;
    writeFileSync(path, content);
    expect(blocks[way](1)).toBeUndefined();
    await blocks.keep(block(1));
    expect(blocks[way](1)?.lines).toEqual(block(1).lines);
    blocks.stop();
  });

  it('does without them where they cannot be written', async () => {
    writeFileSync(join(folder, 'log'), 'no folder');
    const blocks = open();
    await blocks.keep(block(1));
    expect(blocks.get(1)).toBeUndefined();
  });

  it('leaves nothing behind, and takes nothing over from a process that was killed', async () => {
    const killed = open();
    await killed.keep(block(1, 300));
    const blocks = open();
    expect(blocks.get(1)).toBeUndefined();
    await blocks.keep(block(11));
    expect(blocks.get(11)?.lines).toEqual(block(11).lines);
    blocks.stop();
    expect(files()).toEqual([]);
    await blocks.keep(block(21));
    expect(files()).toEqual([]);
  });
});
