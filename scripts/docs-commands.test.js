'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { commandFaults, powershellFaults } = require('./command-faults');

const ROOT = path.join(__dirname, '..');

const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const documents = list.split('\0').filter((name) => name !== '' && fs.existsSync(path.join(ROOT, name)));

const block = (...lines) => ['Words.', '', '```sh', ...lines, '```'].join('\n');

test.each([
  ['a comment of its own', ['# all of it', 'npm start'], { line: 4, fault: 'has a comment' }],
  ['a comment behind a command', ['npm start # all of it'], { line: 4, fault: 'has a comment' }],
  ['a prompt', ['$ npm start'], { line: 4, fault: 'begins with a prompt' }],
  ['a space at the end', ['npm start '], { line: 4, fault: 'ends with a space' }],
  ['a single quote left open', ["curl -d '{}"], { line: 4, fault: "has a ' that is not closed" }],
  ['a double quote left open', ['echo', 'echo "a\\"'], { line: 5, fault: 'has a " that is not closed' }],
  ['a ? that zsh looks up', ['curl localhost:4002/posts?limit=1'], { line: 4, fault: 'has an unquoted ?' }],
  ['a placeholder', ['kind load <image>'], { line: 4, fault: 'has a placeholder, which is a redirection' }],
  ['a [ that zsh looks up', ['curl http://[::1]:4002/posts'], { line: 4, fault: 'has an unquoted [' }],
])('sees %s', (_what, lines, fault) => {
  expect(commandFaults(block(...lines))).toEqual([fault]);
});

test('passes quotes within quotes, and # and ? where they mean themselves', () => {
  const lines = [
    `POST=$(curl -d '{"title":"It is #1?"}' | sed 's/"id":"\\([^"]*\\)"/\\1/')`,
    'kubectl port-forward "service/' + '$' + '{port%%:*}" "$' + '{port#*:}" &',
    `echo '{`,
    `  "a": "# b" }' "it's"`,
  ];
  expect(commandFaults(block(...lines))).toEqual([]);
});

test('sees commands that are in no shell block, and leaves other languages alone', () => {
  expect(commandFaults('```\nnpm start\n```')).toEqual([
    { line: 1, fault: 'begins a block without a language' },
  ]);
  expect(commandFaults('Run:\n\n    NODE_ENV=test npx jest posts')).toEqual([
    { line: 3, fault: 'has a command that is in no ```sh block' },
  ]);
  expect(commandFaults("```ts\n# it's\n```\n\n    main.ts     wires")).toEqual([]);
});

test.each(documents)('the commands of %s paste into bash and zsh as they stand', (name) => {
  const faults = commandFaults(fs.readFileSync(path.join(ROOT, name), 'utf8'));
  expect(faults.map(({ line, fault }) => `${name}:${line} ${fault}`)).toEqual([]);
});

test.each([
  'POST=$(curl localhost:4000/posts)',
  'curl localhost:4002/posts/$POST',
  'curl localhost:4000/posts \\',
  'pkill -9 blog-moderation',
  'npm test | grep passed',
  'export COMPOSE_FILE=compose.yaml',
])('sees that PowerShell does not have %s', (line) => {
  expect(powershellFaults(block(line))).toEqual([{ line: 4, fault: 'is not PowerShell' }]);
});

test('the commands of README.md paste into PowerShell as they stand', () => {
  expect(powershellFaults(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'))).toEqual([]);
});
