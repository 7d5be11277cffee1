// @ts-check

/** Ends the mock, if a test has asked for it; runs after all tests, where `serve.js` ran. */
export default async function closeSharedParts() {
  await /** @type {any} */ (globalThis).stopSharedMock?.();
}
