import { ConfigError, commonProblems, runMain } from '../../src/index';

const failures: Readonly<Record<string, () => void>> = {
  nothing: () => {},
  settings: () => {
    throw new ConfigError('PORT: expected a number, got "x"\nHOST: expected a name');
  },
  expected: () => {
    throw commonProblems.error('storage.in_use', 'Another process has the folder.');
  },
  anything: () => {
    throw new RangeError('nobody expected this');
  },
};

void runMain('test', async () => {
  failures[process.env.FAILS_BY as string]?.();
  process.disconnect();
});
