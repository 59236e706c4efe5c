'use strict';

const { spawnSync } = require('node:child_process');
const { OFFSET_MAX } = require('./test/offset-max');

const run = (script, environment) => {
  const { INIT_CWD: _, ...inherited } = process.env;
  const { status, stderr, stdout } = spawnSync(process.execPath, [require.resolve(script)], {
    env: { ...inherited, ...environment },
    encoding: 'utf8',
  });
  return { status, stderr, stdout };
};

test('says every fault once, whichever parts it is a fault of', () => {
  const { status, stderr } = run('./check-settings', { LOG_LEVEL: 'INFO', TYPES_MAX: 'many' });
  expect(status).toBe(1);
  expect(stderr.split('\n')).toEqual([
    'The settings are wrong, nothing was started:',
    expect.stringMatching(/^ {2}LOG_LEVEL: .* \(got "INFO"\)$/),
    expect.stringMatching(/^ {2}TYPES_MAX: .* \(got "many"\)$/),
    '',
  ]);
});

test('passes over what a shell has for something else', () => {
  const environment = { PUBLIC_URL: '/app', HOST: 'x86_64-conda-linux-gnu', PORT: 'x', DATA_DIR: '/nowhere' };
  expect(run('./check-settings', environment)).toEqual({ status: 0, stderr: '', stdout: '' });
});

test.each(['./start', './dev', './seed', './start-part'])(
  '%s says of a bad PORT_OFFSET one sentence',
  (script) => {
    expect(run(script, { PORT_OFFSET: '65000' })).toEqual({
      status: 1,
      stderr: `PORT_OFFSET: expected a whole number from 0 to ${OFFSET_MAX}, got "65000"\n`,
      stdout: '',
    });
  },
);
