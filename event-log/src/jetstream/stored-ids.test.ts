import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { identityOf } from '../identity';
import type { IdPages } from './id-pages';
import { StoredIds } from './stored-ids';

describe('StoredIds', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stored-ids-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const noPages = {
    read: async () => undefined,
    collect: () => {},
    settled: async () => {},
  } as unknown as IdPages;
  const event = (position: number) => ({ position, source: '/s', id: String(position) });
  const block = (first: number, last: number) => {
    const positions = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const text = positions.map((position) => `${JSON.stringify(event(position))}\n`).join('');
    return new EventBlock({ first, last, lines: Buffer.from(text) });
  };

  it('finds each event at its position although others are appended while it is opened', async () => {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const ids = await StoredIds.open({
      folder,
      logId: 'log',
      through: 2,
      logger,
      pages: noPages,
      read: async (first) => block(first, 5),
      readOne: async (position) => block(position, position),
    });
    ids.add(block(3, 6));
    for (let position = 1; position <= 6; position += 1) {
      expect(ids.positions(identityOf(event(position)).hash)).toEqual([position]);
    }
    await ids.close();
  });
});
