import type { EventBlock, EventRecord } from './event-block';
import type { Scanned, ScanRange } from './event-log';

const NEWLINE = 0x0a;

/** The result of a scan in the block that contains the event after `range.after`. */
export function scanBlock(block: EventBlock, range: ScanRange): Scanned {
  const { after, filter, bytesMax = Infinity, copies = false } = range;
  const rest = block.after(after);
  const scanned = rest.lines.length <= bytesMax ? rest : rest.through(lastWithin(rest, { filter, bytesMax }));
  if (filter !== undefined && copies) {
    return { ...copyOf([...filter.select(scanned)]), through: scanned.last, bytes: scanned.lines.length };
  }
  return {
    // Lazily: a reader that takes the lines should not pay for splitting them.
    records: { [Symbol.iterator]: () => (filter?.select(scanned) ?? scanned.records)[Symbol.iterator]() },
    lines: filter === undefined ? scanned.lines : undefined,
    through: scanned.last,
    bytes: scanned.lines.length,
  };
}

/** Copies events into one new buffer. */
function copyOf(records: readonly EventRecord[]): { records: readonly EventRecord[]; lines: Buffer } {
  const lines = Buffer.allocUnsafe(records.reduce((sum, { bytes }) => sum + bytes.length + 1, 0));
  let end = 0;
  const copied = records.map(({ position, bytes }) => {
    const start = end;
    end += bytes.copy(lines, start);
    lines[end] = NEWLINE;
    end += 1;
    return { position, bytes: lines.subarray(start, end - 1) };
  });
  return { records: copied, lines };
}

/** The position before the wanted event that exceeds `bytesMax`. */
function lastWithin(
  block: EventBlock,
  { filter, bytesMax }: Required<Pick<ScanRange, 'filter' | 'bytesMax'>>,
): number {
  let bytes = 0;
  for (const record of filter?.select(block) ?? block.records) {
    const isFirst = bytes === 0;
    bytes += record.bytes.length;
    if (!isFirst && bytes > (bytesMax as number)) return record.position - 1;
  }
  return block.last;
}
