/**
 * How long a test waits for what has to come at all, in milliseconds: a multiple of what this machine
 * took to start Node.js before the tests (jest.config.js), so that a busy one is given time.
 */
export const patience = Number(process.env['TEST_PATIENCE'] ?? 120_000);

/**
 * A time that a short exchange on this machine takes less than, in milliseconds, also on a busy one: 100
 * where it is idle. For time-outs that a test waits for.
 */
export const moment = Math.ceil(patience / 1200);
