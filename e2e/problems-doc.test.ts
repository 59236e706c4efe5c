import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems as client } from '../client/server/problems';
import { problems as comments } from '../comments/src/problems';
import { problems as bus } from '../event-bus/src/problems';
import { problems as lab } from '../lab/src/problems';
import { problems as moderation } from '../moderation/src/problems';
import { problems as posts } from '../posts/src/problems';
import { problems as query } from '../query/src/problems';
import { renderProblems } from '../service-kit/test/render-problems';

const FILE = join(__dirname, '../docs/problems.md');
const tableOf = (heading: string) =>
  new RegExp(`(?<=^## ${heading}\\n(?:(?!^##|^\\|).*\\n)*)(?:^\\|.*\\n)+`, 'm');

const PARTS = Object.entries({ posts, comments, query, moderation, 'event-bus': bus, client, lab }).map(
  ([part, { definitions }]) => ({ part, definitions }),
);

it('docs/problems.md shows the problems as they are declared', () => {
  const { served, unserved } = renderProblems(PARTS);
  const rendered = readFileSync(FILE, 'utf8')
    .replace(tableOf('Answers'), () => `${served}\n`)
    .replace(tableOf('At a start, and of commands'), () => `${unserved}\n`);
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, rendered);
  expect(readFileSync(FILE, 'utf8')).toBe(rendered);
});
