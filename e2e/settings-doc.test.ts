import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings as client } from '../client/server/config';
import { settings as comments } from '../comments/src/config';
import { settings as bus } from '../event-bus/src/config';
import { settings as moderation } from '../moderation/src/config';
import { settings as posts } from '../posts/src/config';
import { settings as query } from '../query/src/config';
import { renderSettings } from '../service-kit/test/render-settings';

const FILE = join(__dirname, '../docs/operating.md');
const TABLE = /(?<=^## Settings\n(?:(?!^##|^\|).*\n)*)(?:^\|.*\n)+/m;

const PARTS = [
  { part: 'posts', settings: posts },
  { part: 'comments', settings: comments },
  { part: 'query', settings: query },
  { part: 'moderation', settings: moderation },
  { part: 'event-bus', settings: bus },
  { part: 'client', settings: client },
];

it('docs/operating.md shows the settings as they are declared', () => {
  const text = readFileSync(FILE, 'utf8');
  const rendered = text.replace(TABLE, () => `${renderSettings(PARTS)}\n`);
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, rendered);
  expect(readFileSync(FILE, 'utf8')).toBe(rendered);
});

it('every setting says what it means', () => {
  const rows = renderSettings(PARTS).split('\n');
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});
