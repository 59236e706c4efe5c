/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@blog/source', 'node', 'node-addons'] },
  setupFiles: ['<rootDir>/client/test/complete-jsdom.js'],
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', transform: { react: { runtime: 'automatic' } } },
        module: { type: 'commonjs' },
      },
    ],
  },
  testMatch: ['**/*.test.ts', '**/*.test.tsx', '**/*.test.js'],
  // Tests that need a Kubernetes cluster run with "npm run test:cluster".
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/e2e/cluster/'],
  modulePathIgnorePatterns: ['/dist/'],
  maxWorkers: '100%',
  // Generous, since many tests start a dozen processes on a machine that may be busy: duration decides no test.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/scripts/jest-count-reporter.js'],
};
