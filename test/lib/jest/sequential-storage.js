// @ts-check

/**
 * Stands in for the AsyncLocalStorage in which Jest keeps the running test. Once a real one has run
 * anything, Node.js 20 and 22 follow every promise of the process, which costs the tests a tenth of
 * their CPU time. No two tests of a worker run at the same time, so one variable does.
 */
export class SequentialStorage {
  /** @type {unknown} */
  #store;

  /**
   * @template T
   * @param {unknown} store - what `getStore` returns until the callback has ended
   * @param {() => T} callback
   * @returns {T}
   */
  run(store, callback) {
    const outer = this.#store;
    const restore = () => {
      this.#store = outer;
    };
    this.#store = store;
    const result = callback();
    if (result instanceof Promise) return /** @type {T} */ (result.finally(restore));
    restore();
    return result;
  }

  getStore() {
    return this.#store;
  }
}
