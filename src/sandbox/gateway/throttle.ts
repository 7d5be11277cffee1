import { gatewayRefusal } from '../core/refusal.js';

const minute = 60_000;

/** Counts the requests of each project, minute by minute. */
export class Throttle {
  #minute = 0;
  #counts = new Map<string, number>();

  /**
   * Counts a request.
   *
   * @param limit - requests a minute; 0 for no limit
   * @throws Refusal by the gateway, 429
   */
  count(project: string, limit: number, now: number): void {
    if (limit === 0) return;
    const current = Math.floor(now / minute);
    if (current !== this.#minute) this.#counts.clear();
    this.#minute = current;
    const count = this.#counts.get(project) ?? 0;
    if (count >= limit) {
      throw gatewayRefusal(
        429,
        'APIGW.0308',
        `The throttling threshold has been reached: limit:${limit},time:1 minute`,
      );
    }
    this.#counts.set(project, count + 1);
  }
}
