// @ts-check
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

// A machine that is busy with other things starts Node.js as much more slowly as it does the rest.
const start = performance.now();
spawnSync(process.execPath, ['--eval', '']);
const patience = Math.max(120_000, Math.ceil(3_000 * (performance.now() - start)));
process.env.TEST_PATIENCE = String(patience);

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Node.js itself loads the tests, and what it has loaded serves all files of a worker.
  testEnvironment: '<rootDir>/test/lib/jest/environment.js',
  testRunner: '<rootDir>/test/lib/jest/runner.js',
  transform: {},
  globalSetup: '<rootDir>/test/lib/shared/serve.js',
  globalTeardown: '<rootDir>/test/lib/shared/close.js',
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  // Tests wait for processes, for the network and for timers: more of them than cores keep these busy.
  maxWorkers: 2 * availableParallelism(),
  // With a limit, Jest uses workers even for one file, and none of them is left with its globals.
  workerIdleMemoryLimit: '1GB',
  testTimeout: patience,
};
