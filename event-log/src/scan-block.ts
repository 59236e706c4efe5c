import type { EventBlock } from './event-block';
import type { Scanned, ScanRange } from './event-log';

/** What a scan finds in a block that begins before, or right after, the position that it is to begin after. */
export function scanBlock(block: EventBlock, { after, filter, bytesMax = Infinity }: ScanRange): Scanned {
  const rest = block.after(after);
  const piece = rest.lines.length <= bytesMax ? rest : rest.through(lastWithin(rest, { filter, bytesMax }));
  return {
    // A reader who takes the lines must not pay for them to be split.
    records: { [Symbol.iterator]: () => (filter?.select(piece) ?? piece.records)[Symbol.iterator]() },
    lines: filter === undefined ? piece.lines : undefined,
    through: piece.last,
    bytes: piece.lines.length,
  };
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
