import { SWC } from './tools/test/swc.mjs';

/** One configuration for every project: unit tests and integration tests on a real PostgreSQL (tools/test/database.mjs). */
const shared = {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': ['@swc/jest', SWC],
  },
  testEnvironmentOptions: { customExportConditions: ['@stationhouse/source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.nx/', '<rootDir>/.cache/', '<rootDir>/.stationhouse/'],
};

export default {
  globalSetup: './tools/test/database.mjs',
  globalTeardown: './tools/test/database-down.mjs',
  testSequencer: './tools/test/longest-first.mjs',
  testTimeout: 60_000,
  // Two cores run tests and PostgreSQL: a test waits for the database as much as it computes.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      // Modules stay loaded from suite to suite: reading and compiling them anew was most of the time.
      testRunner: '<rootDir>/tools/test/native/runner.mjs',
      // What only a Redis server can show runs with `npm run test:redis`.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/libs/plugin-web/', ...(process.env.STATIONHOUSE_TEST_REDIS === undefined ? ['/test/redis/'] : [])],
      testMatch: ['<rootDir>/libs/*/test/**/*.test.ts', '<rootDir>/plugins/*/test/**/*.test.ts', '<rootDir>/apps/api/test/**/*.test.ts', '<rootDir>/tools/**/test/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'browser',
      testEnvironment: 'jsdom',
      testEnvironmentOptions: { customExportConditions: ['@stationhouse/source', 'browser'] },
      testMatch: ['<rootDir>/apps/web/test/**/*.test.{ts,tsx}', '<rootDir>/libs/plugin-web/test/**/*.test.{ts,tsx}'],
    },
  ],
};
