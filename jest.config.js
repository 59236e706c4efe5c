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
  // What needs a Kubernetes cluster runs by "npm run test:cluster".
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/e2e/cluster/'],
  modulePathIgnorePatterns: ['/dist/'],
  maxWorkers: '100%',
  // Many start a dozen processes, and the machine may have other work: how long that takes decides no test.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/scripts/jest-count-reporter.js'],
};
