import { isOnlyLooking, isPrinted, type LessonStep, readLesson } from './read-lesson';

const step = (commands: string): LessonStep => ({
  ...{ line: 1, commands, prints: undefined, isInAnotherTerminal: false },
});

describe('a lesson', () => {
  it('has its commands in order, with what they print and where they run', () => {
    const markdown = [
      '# Words',
      '```sh',
      'a',
      'b',
      '```',
      'It prints',
      '```text',
      'out',
      '```',
      '```ts',
      'code();',
      '```',
      '```sh another-terminal',
      'c',
      '```',
    ].join('\n');
    expect(readLesson(markdown)).toEqual([
      { line: 3, commands: 'a\nb', prints: 'out', isInAnotherTerminal: false },
      { line: 14, commands: 'c', prints: undefined, isInAnotherTerminal: true },
    ]);
  });

  it('shows no output without a command', () => {
    expect(() => readLesson('```text\nout\n```')).toThrow(
      'Expected commands before what is printed, in line 2.',
    );
  });
});

it.each([
  ['curl localhost:4002/posts', true],
  ["curl 'localhost:4005/events?limit=1&after=3'", true],
  ['kubectl get pods', true],
  ['curl -X DELETE localhost:4005/types/PostCreated', false],
  ['curl localhost:4005/events -d "$BAD"', false],
  ['curl localhost:4002/posts\ncurl localhost:4002/posts', false],
  ['curl localhost:4002/posts; rm -r folder', false],
  ['npm run seed', false],
])('%s only looks: %s', (commands, expected) => {
  expect(isOnlyLooking(step(commands))).toBe(expected);
});

it.each([
  ['{"id":"…","title":"Fruit"}', '{"id":"7f","title":"Fruit"}\n', true],
  ['{"id":"…"}', '{"name":"7f"}', false],
  ['first\n…\nlast', 'first\nsecond\nthird\nlast', true],
  ['first', 'first\nsecond', false],
  ['1.5', '1x5', false],
  ['a b', 'a b   \n', true],
])('what is shown as %s is printed by %s: %s', (expected, output, isIt) => {
  expect(isPrinted(expected, output)).toBe(isIt);
});
