'use strict';

const { parts } = require('./parts');
const { welcome } = require('./welcome');

const running = parts.map((part) => ({ ...part, url: `http://localhost:${part.port}` }));

test('names every view of the page, every service, the seed, the lessons, and the lab', () => {
  const text = welcome(running, { hasLab: true });
  for (const view of ['/', '/bus', '/topology', '/time-travel'])
    expect(text).toContain(`http://localhost:3000${view} `);
  for (const { url } of running) expect(text).toContain(url);
  for (const what of ['npm run seed', 'docs/lessons', 'docs/lab.md']) expect(text).toContain(what);
});

test('says nothing of a lab where there is none, or where the page is for others too', () => {
  const others = running.map((part) => ({ ...part, url: part.url.replace('localhost', '192.0.2.7') }));
  for (const text of [welcome(running), welcome(others, { hasLab: true })]) expect(text).not.toContain('lab');
});

test('says nothing of a page that does not run', () => {
  expect(welcome(running.filter(({ name }) => name !== 'client'))).not.toContain('topology');
});
