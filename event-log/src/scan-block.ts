import type { EventBlock, EventRecord } from './event-block';
import type { Scanned, ScanRange } from './event-log';

const NEWLINE = 0x0a;

/** What a scan finds in a block that begins before, or right after, the position that it is to begin after. */
export function scanBlock(block: EventBlock, range: ScanRange): Scanned {
  const { after, filter, bytesMax = Infinity, copies = false } = range;
  const rest = block.after(after);
  const piece = rest.lines.length <= bytesMax ? rest : rest.through(lastWithin(rest, { filter, bytesMax }));
  if (filter !== undefined && copies) {
    return { ...copyOf([...filter.select(piece)]), through: piece.last, bytes: piece.lines.length };
  }
  return {
    // A reader who takes the lines must not pay for them to be split.
    records: { [Symbol.iterator]: () => (filter?.select(piece) ?? piece.records)[Symbol.iterator]() },
    lines: filter === undefined ? piece.lines : undefined,
    through: piece.last,
    bytes: piece.lines.length,
  };
}

/** Some events, in memory of their own. */
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

/** The position before the first wanted event that is too much. */
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
