import type { ApiPromise, ApiResponse } from '../generated/shared.js';

/**
 * The promise of a call: awaited, it gives the body; `withResponse()` gives what stood around it too.
 * A failure is unhandled only if neither of the two is awaited.
 */
export class Answered<Data> extends Promise<Data> implements ApiPromise<Data> {
  readonly #response: Promise<ApiResponse<Data>>;

  constructor(response: Promise<ApiResponse<Data>>) {
    // The promise below is never looked at: `then` goes to the response.
    super(() => {});
    this.#response = response;
  }

  withResponse(): Promise<ApiResponse<Data>> {
    return this.#response;
  }

  override then<Kept = Data, Caught = never>(
    onFulfilled?: ((data: Data) => Kept | PromiseLike<Kept>) | null,
    onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    return this.#response.then(
      ({ data }) => (typeof onFulfilled === 'function' ? onFulfilled(data) : (data as never)),
      onRejected,
    );
  }

  /** What is derived from it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}
