import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blogEvents } from '../src';
import { renderEventsDoc } from './render-events-doc';

const FILE = join(__dirname, '../../docs/events.md');

test('docs/events.md shows the events as they are declared', () => {
  const rendered = renderEventsDoc(blogEvents);
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, rendered);
  expect(readFileSync(FILE, 'utf8')).toBe(rendered);
});
