/**
 * How long a test waits for what has to come at all, in milliseconds: a multiple of what this machine
 * took to start Node.js before the tests (jest.config.js), so that a busy one is given time.
 */
export const patience = Number(process.env['TEST_PATIENCE'] ?? 120_000);
