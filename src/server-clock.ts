/** Difference from which on a clock is set, in milliseconds; the gateway refuses 15 minutes. */
const tolerance = 4 * 60_000;

/** The time on the server's clock, learnt from the `Date` of its answers. */
export class ServerClock {
  #offset = 0;

  /** In milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /**
   * Sets the clock by the `Date` of an answer that refused a request.
   *
   * @param used - the time that the refused request was signed with. It is this that is compared and
   *   not the clock, which another call may have set meanwhile.
   * @returns whether the request was signed with a wrong time, so that another attempt may pass
   */
  learn(date: string | null, used: number): boolean {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server) || Math.abs(server - used) < tolerance) return false;
    this.#offset = server - Date.now();
    return true;
  }
}
