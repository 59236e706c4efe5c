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

  test.each([
    [
      {
        level: 'warn',
        msg: 'an event was parked',
        subscription: 'sub',
        position: 3,
        reason: 'Answered 422.',
      },
      'WARN an event was parked subscription=sub position=3 reason="Answered 422."',
    ],
    [
      { level: 'warn', msg: '2 events are set aside.', code: 'set_aside.log', setAside: 2, leftOut: 17 },
      'WARN 2 events are set aside. code=set_aside.log leftOut=17',
    ],
    [{ msg: 'following the log', after: 0, head: 12 }, 'following the log after=0 head=12'],
    [{ msg: 'listening on http://localhost:4000', port: 4000 }, 'listening on http://localhost:4000'],
    [{ msg: 'checked', type: 'A', list: ['a b', null] }, 'checked type=A list=["a b",null]'],
    [{ msg: 'm', pid: 1, hostname: 'h', name: 'posts' }, 'm'],
  ])('shows the fields of %j that its message does not say, in the same line', (fields, shown) => {
    expect(formatLogLine('posts', record(fields))).toBe(`posts      | ${shown}`);
  });

  test('is one line, whatever somebody had written into it', () => {
    const fields = { msg: 'one\n  two\u001b[2J', path: 'a\u009bb', reason: 'x\n\u001b[2J"' };
    expect(formatLogLine('posts', record(fields))).toBe(
      'posts      | one two\\u001b[2J path=a\\u009bb reason="x\\n\\u001b[2J\\""',
    );
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
