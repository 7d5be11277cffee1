/**
 * Address of the mock that the test run has started.
 *
 * @throws Error if the run has started none
 */
export function mockAddress(): string {
  const address = process.env['MOCK_ADDRESS'];
  if (address === undefined)
    throw new Error('The test run has started no mock (test/lib/start-mock.js).');
  return address;
}
