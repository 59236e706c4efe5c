'use strict';

const { formatLogLine } = require('./format-log-line');

const record = (fields) => JSON.stringify({ level: 'info', time: 1, msg: 'listening', ...fields });

describe('a line of a part', () => {
  test('shows its name and message', () => {
    expect(formatLogLine('posts', record())).toBe('posts      | listening');
  });

  test.each([
    ['warn', 'WARN '],
    ['error', 'ERROR '],
    ['fatal', 'ERROR '],
    [40, 'WARN '],
    [50, 'ERROR '],
  ])('of level %s says %s', (level, word) => {
    expect(formatLogLine('posts', record({ level }))).toBe(`posts      | ${word}listening`);
  });

  test('shows the stack of an error below its message', () => {
    const err = { message: 'boom', stack: 'Error: boom\n    at here' };
    expect(formatLogLine('moderation', record({ level: 'error', err })).split('\n')).toEqual([
      'moderation | ERROR listening',
      'moderation |   Error: boom',
      'moderation |       at here',
    ]);
  });

  test.each([['plain words'], ['{"half": '], ['null'], ['{"not":"pino"}'], ['']])(
    'stays as it is when it is no log record: %j',
    (line) => {
      expect(formatLogLine('posts', line)).toBe(`posts      | ${line}`);
    },
  );
});
