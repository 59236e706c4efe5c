import fs, { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { JOURNAL_FILES, Journal, readJournal } from '../../src/disk/journal';
import { encodeFrame, type Frame, SECTOR_BYTES, scanJournal } from '../../src/disk/journal-frame';

/** A frame of `count` events from `first` on; the text need not be JSON. */
function frameOf(first: number, count: number, textBytes = 100): Frame {
  const lines = Array.from({ length: count }, (_, n) => `${first + n} `.padEnd(textBytes, 'x'));
  return { first, count, lines: Buffer.from(`${lines.join('\n')}\n`) };
}

const shape = ({ first, count, lines }: Frame) => ({ first, count, lines: lines.toString() });

describe('journal frames', () => {
  it('come back as they were, whatever their length', () => {
    const property = fc.property(fc.array(fc.nat(5_000), { maxLength: 20 }), (lengths) => {
      let first = 1;
      const frames = lengths.map((length) => {
        const frame = frameOf(first, 1 + (length % 3), length);
        first += frame.count;
        return frame;
      });
      const file = Buffer.concat(frames.map((frame) => encodeFrame(frame)));
      const scan = scanJournal([file, Buffer.alloc(4 * SECTOR_BYTES)], 0);
      expect(scan.frames.map(shape)).toEqual(frames.map(shape));
      expect(scan.damaged).toEqual([]);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('are the same where another frame was before', () => {
    const into = Buffer.alloc(20_000);
    const property = fc.property(fc.integer({ min: 0, max: 3_000 }), (length) => {
      const frame = frameOf(1 + length, 1 + (length % 3), length);
      expect(encodeFrame(frame, into).equals(encodeFrame(frame))).toBe(true);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('show any flipped bit', () => {
    const whole = Buffer.concat([encodeFrame(frameOf(1, 3)), encodeFrame(frameOf(4, 9)), Buffer.alloc(512)]);
    const property = fc.property(fc.nat(whole.length - 1), fc.nat(7), (byte, bit) => {
      const damaged = Buffer.from(whole);
      damaged[byte] = (damaged[byte] as number) ^ (1 << bit);
      expect(scanJournal([damaged], 0).damaged).toEqual([byte - (byte % SECTOR_BYTES)]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('that were written in part are no frames, and no damage, whatever was there before', () => {
    const before = encodeFrame(frameOf(1, 20));
    const frame = encodeFrame(frameOf(50, 20, 99));
    const sectors = frame.length / SECTOR_BYTES;
    const some = fc.array(fc.boolean(), { minLength: sectors, maxLength: sectors });
    const property = fc.property(some, fc.boolean(), (written, isNew) => {
      fc.pre(!written.every(Boolean));
      const file = isNew ? Buffer.alloc(frame.length) : Buffer.from(before.subarray(0, frame.length));
      written.forEach((isWritten, index) => {
        const [start, end] = [index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES];
        if (isWritten) frame.copy(file, start, start, end);
      });
      const { frames, damaged } = scanJournal([file], 0);
      expect(frames.filter(({ first }) => first === 50)).toEqual([]);
      expect(damaged).toEqual([]);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('of two attempts do not mix', () => {
    const [one, other] = [encodeFrame(frameOf(7, 12, 90)), encodeFrame(frameOf(7, 12, 91))];
    const mixed = Buffer.concat([one.subarray(0, SECTOR_BYTES), other.subarray(SECTOR_BYTES)]);
    expect(scanJournal([mixed], 0).frames).toEqual([]);
  });
});

describe('Journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = (storedThrough: number, fileBytes = 4_096, fileBytesMax = fileBytes) =>
    Journal.open({ folder, storedThrough, fileBytes, fileBytesMax });
  const sizes = () => JOURNAL_FILES.map((name) => statSync(join(folder, name)).size);

  it('returns what was appended after a position, also across its two files, and continues there', async () => {
    let next = 1;
    for (let round = 0; round < 30; round += 1) {
      const storedThrough = Math.max(0, next - 6);
      const { journal, frames } = await open(storedThrough);
      const found = frames.flatMap(({ first, count }) => Array.from({ length: count }, (_, n) => first + n));
      expect(found.filter((position) => position > storedThrough)).toEqual(
        Array.from({ length: next - 1 - storedThrough }, (_, n) => storedThrough + n + 1),
      );
      for (const count of [1, 3]) {
        expect(journal.claimRoom(next - 1)).toBe(true);
        await journal.append(frameOf(next, count, 400));
        next += count;
      }
      journal.close();
    }
  });

  it('has no room while both files hold events that are stored nowhere else', async () => {
    const { journal } = await open(0, 1_024);
    await journal.append(frameOf(1, 1, 900));
    expect(journal.claimRoom(0)).toBe(true);
    await journal.append(frameOf(2, 1, 900));
    expect(journal.claimRoom(0)).toBe(false);
    expect(journal.claimRoom(1)).toBe(true);
    await journal.append(frameOf(3, 1, 900));
    journal.close();
    const { frames } = readJournal(folder, 1);
    expect(frames.map(({ first }) => first)).toEqual([2, 3]);
  });

  it('grows while both files hold events that are stored nowhere else, as far as it may, and is cut again', async () => {
    const { journal } = await open(0, 1_024, 8_192);
    let head = 0;
    while (journal.claimRoom(0)) {
      head += 1;
      await journal.append(frameOf(head, 1, 900));
    }
    const [a, b] = sizes() as [number, number];
    expect(a).toBe(1_536);
    expect(b).toBeGreaterThan(8_192);
    expect(b).toBeLessThan(8_192 + 2 * 1_536);
    expect(readJournal(folder, 0).frames.map(({ first }) => first)).toEqual(
      Array.from({ length: head }, (_, n) => n + 1),
    );
    for (let turn = 0; turn < 2; turn += 1) {
      expect(journal.claimRoom(head)).toBe(true);
      head += 1;
      await journal.append(frameOf(head, 1, 900));
    }
    journal.close();
    expect(sizes()).toEqual([1_536, 1_536]);
    expect(readJournal(folder, head - 2).frames.map(({ first }) => first)).toEqual([head - 1, head]);
  });

  it('gives room back that a large frame took', async () => {
    const { journal } = await open(0, 1_024);
    await journal.append(frameOf(1, 1, 1_000_000));
    expect(journal.claimRoom(1)).toBe(true);
    await journal.append(frameOf(2, 1, 2_000));
    expect(journal.claimRoom(2)).toBe(true);
    journal.close();
    expect(statSync(join(folder, 'journal-a')).size).toBe(1_536);
  });

  it('makes its files whole at the start, also those of a journal that was smaller, and keeps larger ones', async () => {
    for (const [index, fileBytes, size] of [
      [0, 1_024, 1_536],
      [1, 8_192, 8_704],
      [2, 1_024, 8_704],
    ] as const) {
      const { journal, frames } = await open(0, fileBytes);
      expect(sizes()).toEqual([size, size]);
      expect(frames.map(({ first }) => first)).toEqual(Array.from({ length: index }, (_, n) => n + 1));
      await journal.append(frameOf(index + 1, 1));
      journal.close();
    }
  });

  it('opens where there is no room for whole files, and refuses the frame that does not fit', async () => {
    const { journal } = await open(0, 1_024);
    await journal.append(frameOf(1, 1));
    journal.close();
    const { writeSync } = fs;
    const full = jest.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof writeSync>) => {
      const [, , , length = 0, position = 0] = args as unknown as number[];
      if (position + length > 1_536) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return writeSync(...args);
    }) as typeof writeSync);
    try {
      const reopened = await open(0, 8_192);
      expect(reopened.frames.map(shape)).toEqual([shape(frameOf(1, 1))]);
      await expect(reopened.journal.append(frameOf(2, 1, 1_000))).rejects.toMatchObject({
        code: 'storage.full',
      });
      await reopened.journal.append(frameOf(2, 1));
      reopened.journal.close();
    } finally {
      full.mockRestore();
    }
    expect(readJournal(folder, 0).frames.map(shape)).toEqual([1, 2].map((n) => shape(frameOf(n, 1))));
  });

  const change = (name: string, work: (bytes: Buffer) => void): void => {
    const bytes = readFileSync(join(folder, name));
    work(bytes);
    writeFileSync(join(folder, name), bytes);
  };

  it('drops a frame that was not written whole, and writes over it', async () => {
    const { journal } = await open(0);
    await journal.append(frameOf(1, 1));
    await journal.append(frameOf(2, 9, 200));
    journal.close();
    change('journal-a', (bytes) => bytes.fill(0, 4 * SECTOR_BYTES, 5 * SECTOR_BYTES));
    const reopened = await open(0);
    expect(reopened.frames.map(shape)).toEqual([shape(frameOf(1, 1))]);
    await reopened.journal.append(frameOf(2, 1));
    reopened.journal.close();
    expect(readJournal(folder, 0).frames.map(shape)).toEqual([1, 2].map((n) => shape(frameOf(n, 1))));
  });

  it('refuses a flipped bit, and names the first position that may be lost', async () => {
    const { journal } = await open(0);
    for (const first of [1, 2, 3]) await journal.append(frameOf(first, 1));
    journal.close();
    change('journal-a', (bytes) => {
      bytes[3 * SECTOR_BYTES + 100] = 0;
    });
    await expect(open(0)).rejects.toMatchObject({ code: 'log.corrupt', details: { position: 3 } });
  });

  it('refuses a gap: a later frame that was started shows that the missing one was on disk', async () => {
    const { journal } = await open(0);
    for (const first of [1, 2, 3]) await journal.append(frameOf(first, 1));
    journal.close();
    change('journal-a', (bytes) => bytes.fill(0, 2 * SECTOR_BYTES, 3 * SECTOR_BYTES));
    await expect(open(0)).rejects.toMatchObject({ code: 'log.corrupt', details: { position: 2 } });
  });

  it('refuses a journal with a gap after the events that are stored elsewhere', async () => {
    const { journal } = await open(4);
    await journal.append(frameOf(5, 1));
    await journal.append(frameOf(6, 1));
    journal.close();
    await expect(open(2)).rejects.toMatchObject({ code: 'log.corrupt', details: { position: 3 } });
  });

  it('refuses files in another format', async () => {
    (await open(0)).journal.close();
    change('journal-b', (bytes) => bytes.write('another-thing'));
    await expect(open(0)).rejects.toMatchObject({ code: 'log.corrupt' });
  });
});
