import type { Scanned } from '@blog/event-log';
import { gatherEvents } from './gather-events';
import { ndjson } from './stream-format';

/** A log whose pieces have ten events each, of which those are wanted that are given. */
function scansOf(wanted: readonly number[], bytes = 10) {
  const scans: number[] = [];
  const scan = async (after: number): Promise<Scanned> => {
    scans.push(after);
    const through = after + 10 - (after % 10);
    const records = wanted
      .filter((position) => position > after && position <= through)
      .map((position) => ({ position, bytes: Buffer.from(`"${position}"`.padEnd(bytes)) }));
    return { records, lines: undefined, through, bytes: 1_000 };
  };
  return { scans, scan };
}

const numbers = (text: Buffer) =>
  text
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(JSON.parse(line)));

describe('gatherEvents', () => {
  const format = ndjson;

  it('sends the wanted events of some pieces at once, in order, and says how far it came', async () => {
    const { scans, scan } = scansOf([3, 12, 19, 25]);
    const gathered = await gatherEvents(scan, { after: 0, head: 1_000, format });
    expect(numbers(gathered?.text as Buffer)).toEqual([3, 12, 19, 25]);
    expect(gathered).toMatchObject({ through: 80, last: 25 });
    expect(scans).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  });

  it('ends at the head, and waits for no event that is not there yet', async () => {
    const { scans, scan } = scansOf([3]);
    expect(await gatherEvents(scan, { after: 0, head: 20, format })).toMatchObject({ through: 20, last: 3 });
    expect(scans).toEqual([0, 10]);
  });

  it('says of no event that it is sent if none is wanted', async () => {
    const { scan } = scansOf([]);
    const gathered = await gatherEvents(scan, { after: 5, head: 20, format });
    expect(gathered).toEqual({ text: Buffer.alloc(0), through: 20, last: undefined });
  });

  it('sends at once what is worth it', async () => {
    const { scans, scan } = scansOf([1, 11, 21, 31], 5_000);
    expect(await gatherEvents(scan, { after: 0, head: 1_000, format })).toMatchObject({ through: 20 });
    expect(scans).toEqual([0, 10]);
  });

  it('sends one piece of the log as it is to whoever wants all', async () => {
    const lines = Buffer.from('{}\n');
    const scan = async () => ({ records: [], lines, through: 10, bytes: 3 });
    const gathered = await gatherEvents(scan, { after: 0, head: 1_000, format });
    expect(gathered).toEqual({ text: lines, through: 10, last: 10 });
  });

  it('finds nothing for a reader that is gone', async () => {
    expect(await gatherEvents(async () => undefined, { after: 0, head: 10, format })).toBeUndefined();
  });
});
