import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Inflater } from './inflater';

const ROOM_BYTES = 192 * 1024;

describe('Inflater', () => {
  const inflater = new Inflater();
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  const unpacked = (stored: Buffer, into = room) => {
    const bytes = inflater.inflate(stored, into);
    return bytes === undefined ? undefined : into.subarray(0, bytes);
  };
  const textOf = (length: number) => Buffer.from('event,'.repeat(length)).subarray(0, length);

  it('unpacks what was packed, one after another into the same memory', () => {
    for (const text of [textOf(100_000), randomBytes(5_000), textOf(0), textOf(1), textOf(ROOM_BYTES - 1)]) {
      for (const level of [0, 1, 4, 9])
        expect(unpacked(deflateRawSync(text, { level }))?.equals(text)).toBe(true);
    }
  });

  it('says so when the buffer is too small, and can be used again', () => {
    const stored = deflateRawSync(textOf(1_000));
    for (const size of [0, 1, 999, 1_000]) expect(unpacked(stored, Buffer.alloc(size))).toBeUndefined();
    expect(unpacked(stored)).toEqual(textOf(1_000));
  });

  it('never returns damaged or truncated data, and can be used again', () => {
    const stored = deflateRawSync(randomBytes(1_000));
    for (let bytes = 0; bytes < stored.length; bytes += 97) {
      expect(unpacked(stored.subarray(0, bytes))).toBeUndefined();
    }
    expect(unpacked(Buffer.alloc(100, 0xff))).toBeUndefined();
    expect(unpacked(deflateRawSync(textOf(1_000)))).toEqual(textOf(1_000));
  });

  it('takes no memory of its own for what it unpacks', () => {
    const stored = deflateRawSync(textOf(100_000));
    unpacked(stored);
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 200; n += 1) inflater.inflate(stored, room);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});
