// @ts-check

/** Ends what the tests shared; runs after all tests, where `serve.js` ran. */
export default async function closeSharedParts() {
  await /** @type {any} */ (globalThis).closeSharedParts();
}
