// @ts-check

/** Ends the mock that `start-mock.js` has started; both run in Jest's own process. */
export default async function stopMockOfTheRun() {
  await /** @type {any} */ (globalThis).stopMockOfTheRun?.();
}
