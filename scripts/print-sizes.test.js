'use strict';

const { spawnSync } = require('node:child_process');
const { countLines, describeSizes } = require('./print-sizes');

test.each([
  ['', { lines: 1, code: 0 }],
  ['const a = 1;\n', { lines: 1, code: 1 }],
  ['// why\nconst a = 1; // what\n\n', { lines: 3, code: 1 }],
  ['/** One line. */\nconst a = 1;', { lines: 2, code: 1 }],
  ['/*\n * Several.\n\n */\nconst a = 1;\n  // why\n', { lines: 6, code: 1 }],
  ['<p>\n  {/* Why\n      not. */}\n</p>\n', { lines: 4, code: 2 }],
  ['  #field = "/* none */";\n', { lines: 1, code: 1 }],
])('of %j the lines are %j', (text, counts) => {
  expect(countLines(text)).toEqual(counts);
});

const rowOf = (table, what) =>
  table
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/))
    .find(([first]) => first === what);

test('shows what each service has beside its goal, and only files that are too long', () => {
  const table = describeSizes([
    { file: 'posts/src/main.ts', lines: 300, code: 200 },
    { file: 'posts/src/domain/post.ts', lines: 40, code: 20 },
    { file: 'posts/dist/main.js', lines: 200, code: 200 },
    { file: 'service-kit/src/store.ts', lines: 251, code: 9 },
    { file: 'service-kit/src/outbox.ts', lines: 250, code: 250 },
  ]);
  expect(rowOf(table, 'posts')).toEqual(['posts', '340', '220', '450']);
  expect(rowOf(table, 'service-kit')).toEqual(['service-kit', '501', '259', '3000']);
  expect(table.split('\n').slice(-3)).toEqual([
    '  files over 250 lines: 2',
    expect.stringContaining('posts/src/main.ts'),
    expect.stringContaining('service-kit/src/store.ts'),
  ]);
});

test('counts what is in the repository, and succeeds', () => {
  const { status, stdout } = spawnSync(process.execPath, [require.resolve('./print-sizes')], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  for (const what of ['event-bus', 'service-kit', 'query', 'moderation']) {
    const [, lines, code, goal] = rowOf(stdout, what).map(Number);
    expect(code).toBeGreaterThan(100);
    expect(lines).toBeGreaterThan(code);
    expect(goal).toBeGreaterThan(0);
  }
});
