'use strict';

const { spawnSync } = require('node:child_process');

const modulePath = require.resolve('./check-node-version');

function checkVersion(version) {
  const code = `require(process.argv[1]).checkNodeVersion(process.argv[2]); console.log('went on');`;
  return spawnSync(process.execPath, ['-e', code, modulePath, version], { encoding: 'utf8' });
}

describe('the check of the Node version', () => {
  test.each([['4.9.1'], ['18.20.8'], ['20.18.3'], ['21.7.3'], ['22.11.0'], ['27.0.0']])(
    'ends on %s with one sentence and exit code 1',
    (version) => {
      const { status, stdout, stderr } = checkVersion(version);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toBe(
        `Node 20.19, or 22.12 up to 26, is needed, this is Node ${version}: install Node 24 and try again.\n`,
      );
    },
  );

  test.each([['20.19.0'], ['22.12.0'], ['24.1.0'], ['26.9.9']])('goes on on %s', (version) => {
    expect(checkVersion(version)).toMatchObject({ status: 0, stdout: 'went on\n', stderr: '' });
  });
});
