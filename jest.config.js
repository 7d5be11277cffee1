// @ts-check
import { spawnSync } from 'node:child_process';

// The tests are ES modules, as the code is, and Node.js loads those for Jest with this flag only.
// Jest hands the environment to its workers, and with a limit for their memory it uses workers even
// for one file, so that `npx jest FILE` needs nothing else.
process.env.NODE_OPTIONS = [
  process.env.NODE_OPTIONS,
  '--experimental-vm-modules',
  '--no-warnings',
].join(' ');

// A machine that is busy with other things starts Node.js as much more slowly as it does the rest.
const start = performance.now();
spawnSync(process.execPath, ['--eval', '']);
const patience = Math.max(120_000, Math.ceil(3_000 * (performance.now() - start)));
process.env.TEST_PATIENCE = String(patience);

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/lib/transform.js' },
  moduleNameMapper: {
    '^#platform$': '<rootDir>/src/platform-node.ts',
    '^#hash$': '<rootDir>/src/signing/hash-node.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/test/lib/shared/serve.js',
  globalTeardown: '<rootDir>/test/lib/shared/close.js',
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  maxWorkers: '100%',
  workerIdleMemoryLimit: '500MB',
  testTimeout: patience,
};
